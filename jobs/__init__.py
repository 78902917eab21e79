"""Background jobs on RQ: one file a job, named verb_noun, with a function of that name that calls one verb."""
