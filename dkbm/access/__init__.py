"""Who sees which rows (`scope`) and who may do what with them (`roles`): both fail closed."""
