"""Who works here: accounts, second factors, colleagues and teams."""
