"""Registry: who is who, and the movement. Keeps the tree of units through time and tells it
downward; launches campaigns, takes in plans, and shows who has done what was asked.

Owns   the units, each with its names, its parent and its host from one day to another,
       the changes they go through and what they become; their head counts;
       campaigns and their duties, plans, the files handed in, and the deeds that answer duties;
       models with their evidence, reviews and followers, model figures, pledges, commitments;
       nominations with their scores, ballots, recognitions and awards;
       staff accounts with their roles, sessions, delegations, and tokens of machines.
Hears  UnitEstablished, UnitRenamed, UnitMoved, UnitsMerged, UnitSplit, UnitAbolished,
       UnitChangeUndone, HeadCountTold, CampaignLaunched, CampaignClosed, PlanSubmitted,
       ExemplarNominated, ExemplarRecognised, ExemplarProposed, ExemplarRevoked, AwardGiven,
       BallotSealed, ModelRegistered, ModelReviewed, ModelRecognised, ModelReplicated,
       ModelClosed, ModelFiguresCounted, PledgesCounted, CommitmentsCounted.
Tells  UnitEstablished, UnitRenamed, UnitMoved, UnitsMerged, UnitSplit, UnitAbolished,
       UnitChangeUndone, UnitChaptersTold, HeadCountTold,
       CampaignLaunched, CampaignClosed, PlanSubmitted,
       ExemplarNominated, ExemplarRecognised, ExemplarProposed, ExemplarRevoked, AwardGiven,
       BallotSealed, ModelRegistered, ModelReviewed, ModelRecognised, ModelReplicated,
       ModelClosed, ModelFiguresCounted, PledgesCounted, CommitmentsCounted, SessionEnded.
"""
