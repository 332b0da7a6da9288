from accounts.models.api_token import ApiToken
from accounts.models.first_owner import FirstOwnerCode
from accounts.models.liaison import Liaison
from accounts.models.person import Person
from accounts.models.sign_in import SignInCode
from accounts.models.user import NetworkRole, User

__all__ = ["ApiToken", "FirstOwnerCode", "Liaison", "NetworkRole", "Person", "SignInCode", "User"]
