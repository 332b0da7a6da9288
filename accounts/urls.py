"""Addresses of people: signing in, security, tokens. Some carry allauth's names, which its own views look for."""

from allauth.account.views import reauthenticate
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from accounts.web import clusters, liaisons, people, profile, security, sign_in

pages: list[URLPattern | URLResolver] = [
    path("sign-in/", sign_in.ask, name="accounts-sign-in"),
    path("sign-in/", sign_in.ask, name="account_login"),
    path("sign-in/code/", sign_in.code, name="accounts-sign-in-code"),
    path("sign-in/password/", sign_in.password, name="accounts-sign-in-password"),
    path("sign-out/", sign_in.sign_out, name="accounts-sign-out"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("me/tokens/", security.tokens, name="accounts-tokens"),
    path("me/tokens/<int:pk>/revoke/", security.revoke, name="accounts-token-revoke"),
    path("me/profile/", profile.profile, name="accounts-profile"),
    path("me/security/", security.security, name="accounts-security"),
    path("me/security/password/", security.password, name="accounts-password"),
    path("me/security/needed/", security.second_factor, name="accounts-second-factor"),
    path("me/security/confirm/", reauthenticate, name="account_reauthenticate"),
    path("me/security/mfa/", RedirectView.as_view(pattern_name="accounts-security"), name="accounts-security-factors"),
    path("me/security/mfa/", include("allauth.mfa.urls")),
    path("network/people/", people.people, name="accounts-people"),
    path("network/people/roles/", people.grant, name="accounts-people-grant"),
    path("network/people/roles/<int:pk>/end/", people.withdraw, name="accounts-people-withdraw"),
    path("network/people/liaisons/", liaisons.name, name="accounts-people-liaison"),
    path("network/people/liaisons/<int:pk>/confirm/", liaisons.confirm, name="accounts-people-liaison-confirm"),
    path("network/people/liaisons/<int:pk>/decline/", liaisons.decline, name="accounts-people-liaison-decline"),
    path("network/people/liaisons/<int:pk>/end/", liaisons.end, name="accounts-people-liaison-end"),
    path("me/cities/claim/", liaisons.claim, name="accounts-city-claim"),
    path("me/cities/liaisons/<int:pk>/end/", liaisons.leave, name="accounts-city-leave"),
    path("network/clusters/", clusters.cluster_list, name="accounts-clusters"),
    path("network/clusters/new/", clusters.new, name="accounts-cluster-new"),
    path("network/clusters/<slug:code>/", clusters.cluster, name="accounts-cluster"),
    path("network/clusters/<slug:code>/edit/", clusters.edit, name="accounts-cluster-edit"),
    path("network/clusters/<slug:code>/seats/", clusters.seat_new, name="accounts-cluster-seat"),
    path("network/clusters/<slug:code>/seats/<int:pk>/end/", clusters.seat_end, name="accounts-cluster-seat-end"),
]
api: list[URLPattern] = []
plain: list[URLPattern] = []
