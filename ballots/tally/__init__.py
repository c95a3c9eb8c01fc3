"""唱票: ballots read one by one, the caller's clerk, and the screen in the hall.

Order of acts: ``open_batch`` → ``add_ballot`` … → ``close_batch`` → ``submit_ballots``, by two people;
what is doubtful is decided by ``rule_ballot``, spellings of one person by ``merge_names``.
``record_calls`` feeds the screen while names are called. Arithmetic is in ``ballots.rules.tally``.
"""
