"""How today's clients cope with every scenario: `client_table.py` writes Scenarios/CLIENTS.md."""
