"""What the scanner says, in one place, so that it can be carried offline in every language."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SETTING_UP = {
    "app": _("Badge scanner"),
    "no_script": _("The scanner needs JavaScript. Please turn it on or use another browser."),
    "starting": _("The scanner is starting. If nothing happens, please use a newer browser."),
    "start_failed": _("The scanner could not start. Please reload the page."),
    "setup_title": _("Set up this device"),
    "setup_intro": _("Ask the organiser for a one-time code. It is valid for 15 minutes and works once."),
    "setup_code": _("One-time code"),
    "setup_name": _("Name of this device"),
    "setup_name_hint": _("For example: Main entrance 1"),
    "setup_submit": _("Set up"),
    "setup_camera": _("Read the code with the camera"),
    "setup_camera_stop": _("Stop the camera"),
    "setup_busy": _("Setting up the device."),
    "setup_need_code": _("Please type the one-time code."),
    "setup_need_name": _("Please give this device a name."),
    "setup_wrong_code": _("This code is not valid or has expired. Please ask for a new one."),
    "setup_is_badge": _("This is a badge. Please scan the set-up code that the organiser shows."),
    "setup_offline": _("There is no connection. Setting up needs one; scanning afterwards does not."),
    "setup_too_many": _("Too many attempts. Please wait a few minutes."),
    "setup_broken": _("The server did not answer as expected. Please try again in a moment."),
}
DOOR = {
    "ready": _("Ready to scan"),
    "ready_hint": _("Hold the badge before the camera or use the reader."),
    "loading": _("Loading the list of badges."),
    "loaded": _("Badges on the list: {count}"),
    "rehearsal": _("TEST: this is a rehearsal. What is scanned here does not count."),
    "no_list": _("The list of badges is not loaded yet. Please wait for a connection."),
    "withdrawn": _("This device cannot scan"),
    "withdrawn_hint": _("Please use another device and tell the organiser."),
    "point": _("Control point"),
    "direction": _("Direction"),
    "in": pgettext_lazy("direction at a door", "In"),
    "out": pgettext_lazy("direction at a door", "Out"),
    "camera": _("Camera"),
    "camera_start": _("Start the camera"),
    "camera_stop": _("Stop the camera"),
    "camera_view": _("Camera view"),
    "camera_default": _("Camera on the back"),
    "camera_other": _("Camera {number}"),
    "camera_denied": _("The browser does not allow the camera. Allow it in the browser's settings, or use a reader."),
    "camera_missing": _("No camera was found. Please use a reader."),
    "camera_busy": _("The camera did not start. Close other programmes that use it and try again."),
    "camera_unsupported": _("This browser cannot use the camera here. Please use a reader."),
    "camera_broken": _("The camera picture cannot be read. Please use a reader, or reload the page."),
    "torch": pgettext_lazy("of a camera", "Light"),
    "manual": _("Type or paste a code"),
    "manual_code": _("Text of the code"),
    "manual_submit": pgettext_lazy("a code", "Check"),
    "recent": _("Last scans"),
    "recent_none": _("No scan yet."),
    "waiting_to_send": _("not sent yet"),
    "corrected": _("Corrected by the server, first shown: {outcome}"),
    "not_kept": _("This scan could not be kept: the device's storage is full or closed. Please use another device."),
    "no_storage": _("This browser does not let the scanner keep data. Leave private mode or use another browser."),
}
OUTCOMES = {
    "outcome_admitted": pgettext_lazy("answer at a door", "Admitted"),
    "outcome_already_in": pgettext_lazy("answer at a door", "Already in"),
    "outcome_left": pgettext_lazy("answer at a door", "Has left"),
    "outcome_unpaid": pgettext_lazy("answer at a door", "Please see the desk"),
    "outcome_not_confirmed": pgettext_lazy("answer at a door", "Not confirmed"),
    "outcome_cancelled": pgettext_lazy("answer at a door", "Cancelled"),
    "outcome_superseded": pgettext_lazy("answer at a door", "Replaced badge"),
    "outcome_wrong_point": pgettext_lazy("answer at a door", "Not for this point"),
    "outcome_wrong_time": pgettext_lazy("answer at a door", "Not at this time"),
    "outcome_room_full": pgettext_lazy("answer at a door", "The room is full"),
    "outcome_unknown": pgettext_lazy("answer at a door", "Not on the list"),
    "outcome_forged": pgettext_lazy("answer at a door", "Forged"),
    "outcome_refused": pgettext_lazy("answer at a door", "Not accepted"),
    "outcome_newly_registered": pgettext_lazy("answer at a door", "Newly registered"),
    "outcome_not_a_badge": pgettext_lazy("answer at a door", "Not a badge"),
    "outcome_unreadable": pgettext_lazy("answer at a door", "Damaged code"),
    "outcome_other_congress": pgettext_lazy("answer at a door", "Another congress"),
    "hint_already_in": _("First scan: {time}, {place}"),
    "hint_unpaid": _("The registration is not complete. The desk can help."),
    "hint_not_confirmed": _("The registration is not confirmed yet. The desk can help."),
    "hint_cancelled": _("The registration is no longer valid. The desk can help."),
    "hint_superseded": _("A newer badge was issued for this registration. The desk can help."),
    "hint_wrong_point": _("This badge does not include {point}."),
    "hint_wrong_time": _("Valid here: {from} to {until}."),
    "hint_wrong_time_from": _("Valid here from {from}."),
    "hint_wrong_time_until": _("Valid here until {until}."),
    "hint_room_full": _("Please wait until somebody leaves."),
    "hint_unknown": _("The badge is genuine, but its number is not on the list. The desk can help."),
    "hint_newly_registered": _("The badge is genuine and newer than the list on this device. The desk can help."),
    "hint_forged": _("The congress did not make this badge. Please keep calm and call the desk."),
    "hint_refused": _("The server did not accept this scan. The desk can help."),
    "hint_not_a_badge": _("This code belongs to something else. Please scan the badge."),
    "hint_unreadable": _("Part of the code is missing. Please scan again or send to the desk."),
    "hint_other_congress": _("This badge is from another congress. The desk can help."),
}
DEVICE = {
    "online": pgettext_lazy("connection", "Online"),
    "offline": pgettext_lazy("connection", "Offline"),
    "pending": _("Not sent: {count}"),
    "all_sent": _("All sent"),
    "contact": _("Last contact: {time}"),
    "contact_never": _("No contact yet"),
    "too_many": _("The server asks us to slow down. Scans are kept and sent later."),
    "trouble": _("The server does not answer as expected. Scans are kept and sent later."),
    "refused": _(
        "The server no longer knows this device. Scans are kept; ask the organiser, then log out and set up again."
    ),
    "revoked": _("The organiser has withdrawn this device. Hand in the unsent scans, then log out."),
    "clock": _("This device's clock is {minutes} minutes wrong. Times are corrected, but please set the clock."),
    "settings": _("Settings"),
    "close": _("Close"),
    "language": _("Language"),
    "sound": _("Sound"),
    "vibration": _("Vibration"),
    "device": _("This device"),
    "send_now": _("Send now"),
    "download": _("Save unsent scans as a file"),
    "download_hint": _("Give the file to the organiser if this device gets no connection."),
    "log_out": _("Log out"),
    "log_out_refused": _("Scans are not sent yet: {count}. Send them, or save them as a file first."),
    "log_out_hint": _("Removes the list and this device's access."),
    "log_out_saved": _("The file was saved. Logging out now deletes the scans from this device."),
    "log_out_confirm": _("Log out and delete"),
    "update": _("A new version is ready. Update"),
    "update_refused": _("A new version is ready. It can be installed once everything is sent."),
    "ready_offline": _("Works offline"),
    "not_ready_offline": _("Offline use is being prepared"),
}
WORDS = {**SETTING_UP, **DOOR, **OUTCOMES, **DEVICE}


def words(language: str) -> dict[str, str]:
    """Every text of the scanner in one language."""
    with translation.override(language):
        return {key: str(text) for key, text in WORDS.items()}


def all_words() -> dict[str, dict[str, str]]:
    """{language: {key: text}} for every language of the settings, with the language's own name under "name"."""
    return {
        code: {**words(code), "name": translation.get_language_info(code)["name_local"].capitalize()}
        for code, _name in settings.LANGUAGES
    }
