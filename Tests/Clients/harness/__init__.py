"""What the tests are made of: processes, servers, journals, packets, corpus files."""
