"""Mail leaves by one verb, `send`, to a server or into a folder; what comes is read in a folder of a server."""

from connectors.mail.enclosed import EnclosedCalendar, enclosed_calendars
from connectors.mail.folder import MailFolder
from connectors.mail.imap import ImapFolder, Mark
from connectors.mail.letter import Attachment, Mail, Mailbox, MailSender
from connectors.mail.services import mail_folder, mail_sender
from connectors.mail.smtp import SmtpSender, Tls

__all__ = [
    "Attachment",
    "EnclosedCalendar",
    "ImapFolder",
    "Mail",
    "MailFolder",
    "MailSender",
    "Mailbox",
    "Mark",
    "SmtpSender",
    "Tls",
    "enclosed_calendars",
    "mail_folder",
    "mail_sender",
]
