"""Pages that most congresses have: their addresses, their titles in four languages, and what a notice begins with."""

from collections.abc import Iterable

from congress.rules.blocks import Block, new

HOME, NEWS, PRIVACY, SPONSORS = "home", "news", "privacy-notice", "sponsors"

TITLES: dict[str, dict[str, str]] = {
    HOME: {
        "en": "Text of the home page",
        "es": "Texto de la portada",
        "fr": "Texte d’accueil",
        "pt": "Texto de entrada",
    },
    "venue": {"en": "Venue", "es": "Sede", "fr": "Lieu", "pt": "Local"},
    "travel": {"en": "Getting there", "es": "Cómo llegar", "fr": "Accès", "pt": "Como chegar"},
    "hotels": {"en": "Hotels", "es": "Hoteles", "fr": "Hôtels", "pt": "Hotéis"},
    "practical-information": {
        "en": "Practical information",
        "es": "Información práctica",
        "fr": "Informations pratiques",
        "pt": "Informações práticas",
    },
    SPONSORS: {
        "en": "Sponsors and partners",
        "es": "Patrocinio y colaboración",
        "fr": "Partenaires et mécènes",
        "pt": "Patrocínios e parcerias",
    },
    NEWS: {"en": "News", "es": "Noticias", "fr": "Actualités", "pt": "Notícias"},
    PRIVACY: {
        "en": "Privacy notice",
        "es": "Aviso de privacidad",
        "fr": "Protection des données",
        "pt": "Aviso de privacidade",
    },
    "code-of-conduct": {
        "en": "Code of conduct",
        "es": "Código de conducta",
        "fr": "Code de conduite",
        "pt": "Código de conduta",
    },
}
# Begun with an empty block of these kinds.
_OUTLINES = {
    "venue": ("p", "image", "map"),
    "travel": ("p", "map"),
    "hotels": ("p", "table"),
    SPONSORS: ("p", "sponsor"),
    NEWS: ("news",),
}
# Whoever answers for the data, in words: one body alone, and several together.
_ALONE = {
    "en": "This body decides why and how the data of this congress are used, and answers requests.",
    "es": "Esta entidad decide para qué y cómo se usan los datos de este congreso y atiende las solicitudes.",
    "fr": (
        "Cet organisme détermine les finalités et les moyens du traitement des données de ce congrès et répond aux "
        "demandes."
    ),
    "pt": ("Esta entidade decide para que fins e como são usados os dados deste congresso e responde aos pedidos."),
}
_TOGETHER = {
    "en": (
        "These bodies decide together why and how the data of this congress are used. Any of them answers a request; "
        "their agreement can be consulted on demand."
    ),
    "es": (
        "Estas entidades deciden conjuntamente para qué y cómo se usan los datos de este congreso. Cualquiera de "
        "ellas atiende las solicitudes; su acuerdo puede consultarse a petición."
    ),
    "fr": (
        "Ces organismes décident ensemble des finalités et des moyens du traitement des données de ce congrès. "
        "Chacun d’eux répond aux demandes\u202f; leur accord est consultable sur demande."
    ),
    "pt": (
        "Estas entidades decidem em conjunto para que fins e como são usados os dados deste congresso. Qualquer uma "
        "delas responde aos pedidos; o acordo entre elas pode ser consultado mediante solicitação."
    ),
}
_NOTICE: dict[str, tuple[str, ...]] = {
    "en": (
        "Who is responsible",
        "Whom to write to",
        "What is used, and why",
        "Name, address, city and function: to carry out the registration (contract).",
        "Payments and invoices: kept as long as the law on accounts requires.",
        "Diet and access needs: only with separate, explicit consent, and deleted after the congress.",
        "Scans of the badge: to admit people, to know how many are in a room and to issue certificates.",
        "Your rights",
        "You may see, correct, take with you or delete your data, object to their use and complain to the data "
        "protection authority. Write to {reply_to}; the link in your confirmation opens everything that is kept about "
        "you.",
    ),
    "es": (
        "Responsabilidad del tratamiento",
        "A quién escribir",
        "Qué datos se usan y para qué",
        "Nombre, dirección, ciudad y función: para gestionar la inscripción (contrato).",
        "Pagos y facturas: se conservan el tiempo que exige la normativa contable.",
        "Alimentación y necesidades de acceso: solo con consentimiento explícito y separado, y se borran después del "
        "congreso.",
        "Lecturas de la acreditación: para permitir el acceso, conocer el aforo y expedir certificados.",
        "Sus derechos",
        "Puede acceder a sus datos, corregirlos, llevárselos o suprimirlos, oponerse a su uso y reclamar ante la "
        "autoridad de protección de datos. Escriba a {reply_to}; el enlace de su confirmación muestra todo lo que se "
        "conserva.",
    ),
    "fr": (
        "Responsabilité du traitement",
        "À qui écrire",
        "Quelles données, et pourquoi",
        "Nom, adresse, ville et fonction\u00a0: pour exécuter l’inscription (contrat).",
        "Paiements et factures\u00a0: conservés aussi longtemps que la loi comptable l’exige.",
        "Alimentation et besoins d’accès\u00a0: uniquement avec un consentement explicite et distinct, effacés après "
        "le congrès.",
        "Lectures du badge\u00a0: pour l’accès, le comptage des salles et les attestations.",
        "Vos droits",
        "Vous pouvez consulter, corriger, récupérer ou effacer vos données, vous opposer à leur utilisation et saisir "
        "l’autorité de protection des données. Écrivez à {reply_to}\u202f; le lien de votre confirmation donne accès à "
        "tout ce qui est conservé.",
    ),
    "pt": (
        "Responsabilidade pelo tratamento",
        "A quem escrever",
        "Que dados são usados e para quê",
        "Nome, endereço, cidade e função: para executar a inscrição (contrato).",
        "Pagamentos e faturas: conservados pelo tempo que a lei das contas exige.",
        "Alimentação e necessidades de acesso: apenas com consentimento explícito e separado, apagadas depois do "
        "congresso.",
        "Leituras do crachá: para permitir o acesso, contar a lotação e emitir certificados.",
        "Direitos",
        "É possível consultar, corrigir, levar ou apagar os próprios dados, opor-se à sua utilização e reclamar junto "
        "da autoridade de proteção de dados. Escreva para {reply_to}; a ligação da confirmação mostra tudo o que é "
        "conservado.",
    ),
}


def titles_of(kind: str, languages: Iterable[str]) -> dict[str, str]:
    """The titles of a well-known page in those of the languages that we speak."""
    return {lang: TITLES[kind][lang] for lang in languages if lang in TITLES.get(kind, {})}


def responsibility(controllers: int, language: str) -> str:
    """What a notice says of those who answer for the data, by their number; in English where we do not speak it."""
    said = _ALONE if controllers == 1 else _TOGETHER
    return said.get(language, said["en"]) if controllers else ""


def begun(kind: str, language: str) -> list[Block]:
    """What a new page of this kind holds in a language; [] where it begins empty."""
    if kind == PRIVACY and language in _NOTICE:
        who, to, what, *uses, rights, how = _NOTICE[language]
        return [
            {"h": who},
            {"p": "{controllers}"},
            {"p": "{responsibility}"},
            {"h": to},
            {"p": "{contacts}"},
            {"h": what},
            {"ul": uses},
            {"h": rights},
            {"p": how},
        ]
    return [new(name) for name in _OUTLINES.get(kind, ())]
