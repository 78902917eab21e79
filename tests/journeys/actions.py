"""What filters and actions are called in both languages, and where they are pressed."""

import re

from playwright.sync_api import expect

SAY = {
    "en": {"star": "Star", "unstar": "Unstar", "archive": "Archive", "unarchive": "Unarchive", "unread": "Mark as unread",
           "read": "Mark as read", "spam": "Mark as spam", "unspam": "Not spam", "block": "Block", "unblock": "Unblock",
           "follow": "Add to Follow-up", "unfollow": "Remove from Follow-up", "actions": "Actions for this conversation",
           "delete": "Delete conversation", "sure": "Delete for good", "deleted": "Conversation deleted. Write again?",
           "select": "Select conversations", "undo": "Undo this", "snooze": "Snooze", "wake": "Wake now",
           "labels": "Labels", "make": "Create label", "apply": "Apply labels", "rename": "Rename label",
           "put": "Apply label", "take": "Remove label", "all here": "Select this page", "new": "New label",
           "tag": "Label name", "drop": "Delete label", "save": "Save"},
    "fr": {"star": "Étoiler", "unstar": "Désétoiler", "archive": "Archiver", "unarchive": "Désarchiver",
           "unread": "Marquer comme non lu", "read": "Marquer comme lu", "spam": "Marquer comme spam",
           "unspam": "Pas un spam", "block": "Bloquer", "unblock": "Débloquer", "follow": "Ajouter au suivi",
           "unfollow": "Retirer du suivi", "actions": "Actions pour cette conversation",
           "delete": "Supprimer la conversation", "sure": "Supprimer définitivement",
           "deleted": "Conversation supprimée. Réécrire ?", "select": "Sélectionner des conversations",
           "undo": "Annuler cette action", "snooze": "Mettre en pause", "wake": "Réveiller maintenant",
           "labels": "Étiquettes", "make": "Créer l’étiquette", "apply": "Appliquer", "rename": "Renommer l’étiquette",
           "put": "Ajouter l’étiquette", "take": "Retirer l’étiquette", "all here": "Sélectionner cette page",
           "new": "Nouvelle étiquette", "tag": "Nom de l’étiquette", "drop": "Supprimer l’étiquette",
           "save": "Enregistrer"},
}  # fmt: skip
FILTERS = {
    "en": {"all": "All conversations", "unread": "Unread", "starred": "Starred", "archived": "Archived", "spam": "Spam",
           "offers": "Custom offers", "requests": "Requests", "follow-up": "Follow-up", "snoozed": "Snoozed",
           "waiting": "Waiting for me"},
    "fr": {"all": "Toutes les conversations", "unread": "Non lues", "starred": "Étoilées", "archived": "Archivées",
           "spam": "Spam", "offers": "Offres personnalisées", "requests": "Demandes", "follow-up": "Suivi",
           "snoozed": "En pause", "waiting": "À répondre"},
}  # fmt: skip
THERE_AND_BACK = {"star": "unstar", "archive": "unarchive", "follow": "unfollow", "spam": "unspam", "block": "unblock"}
SHOWS = {"star": "starred", "archive": "archived", "follow": "follow-up", "spam": "spam", "unread": "unread"}
"""Where each action puts a conversation."""
VOID = {"en": {"offers": "No offers yet", "requests": "No requests yet"},
        "fr": {"offers": "Aucune offre", "requests": "Aucune demande"}}  # fmt: skip


def press(page, words, name) -> None:
    """Opens the menu of the open conversation and presses the button of that name."""
    page.bring_to_front()
    page.locator("#actions details.menu > summary").first.click()
    page.locator("#actions .pop").get_by_role("button", name=words[name], exact=True).click()


def choose_filter(page, name: str) -> None:
    """Goes to the filter of that name by the menu above the list."""
    page.locator("#filters summary").click()
    page.locator("#filters nav").get_by_role("link", name=re.compile(rf"^{re.escape(name)}( [0-9]+)?$")).click()
    expect(page.locator("#filters summary")).to_contain_text(name)
