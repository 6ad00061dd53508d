"""What the end-to-end tests share: the server, a mail server, clients, pages."""
