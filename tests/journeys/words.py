"""What people read, in both languages: the names of the contract that journeys go by."""

ENGLISH = {
    "create": "Create account", "client": "Client", "freelancer": "Freelancer", "log in": "Log in",
    "log out": "Log out", "username": "Username", "email": "Email", "password": "Password", "send": "Send",
    "message to": "Message to {name}", "reply": "Reply", "edit": "Edit", "delete": "Delete for everyone",
    "save": "Save", "cancel": "Cancel", "history": "History", "edited": "Edited", "seen": "Seen",
    "i deleted": "You deleted this message", "they deleted": "{name} deleted this message",
    "unread": "Messages, {count} unread", "all": "All conversations", "unread only": "Unread",
    "view all": "View all in inbox", "online": "Online", "offline": "Offline", "find": "Find a freelancer",
    "search": "Search", "search all": "Search everything", "you to": "You to {name}", "newest": "Newest messages",
    "newer": "Newer messages", "other results": "All other results", "open": "Open conversation {name}",
}  # fmt: skip
FRENCH = {
    "create": "Créer le compte", "client": "Client", "freelancer": "Freelance", "log in": "Se connecter",
    "log out": "Se déconnecter", "username": "Nom d’utilisateur", "email": "E-mail", "password": "Mot de passe",
    "send": "Envoyer", "message to": "Message à {name}", "reply": "Répondre", "edit": "Modifier",
    "delete": "Supprimer pour tous", "save": "Enregistrer", "cancel": "Annuler", "history": "Historique",
    "edited": "Modifié", "seen": "Vu", "i deleted": "Vous avez supprimé ce message",
    "they deleted": "{name} a supprimé ce message", "unread": "Messages, {count} non lu",
    "all": "Toutes les conversations", "unread only": "Non lues",
    "view all": "Tout afficher dans la boîte de réception", "online": "En ligne", "offline": "Hors ligne",
    "find": "Trouver un freelance", "search": "Rechercher", "search all": "Tout rechercher", "you to": "Vous à {name}",
    "newest": "Messages les plus récents", "newer": "Messages plus récents",
    "other results": "Tous les autres résultats", "open": "Ouvrir la conversation {name}",
}  # fmt: skip
WORDS = {"en": ENGLISH, "fr": FRENCH}
