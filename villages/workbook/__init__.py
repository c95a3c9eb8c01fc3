"""全镇工作簿: villages, groups, accounts and the outgoing teams of a whole township from one Excel file."""
