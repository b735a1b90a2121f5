"""Intake: the door. Takes what citizens say and what offices file; each gets a promised day.

Owns   feedback cases with their messages, contacts, entries and clocks, their photos, the
       letters of its mailbox, the notices owed to whoever wrote, categories, routing rules,
       who has which case in hand; the mirror of the one-stop desk's dossiers; the numbers and
       dates of petitions and mediations; letters, their registers, and who is written to; keys
       of Open311, the words of cases that are published, and cases sent on to servers of
       others.
Hears  which units are served here and the working years published, as every service does;
       NodeKeyTold, FeedbackAcknowledged, FeedbackClosed, FeedbackConfirmed, FeedbackDueMoved,
       FeedbackHandOverWithdrawn, FeedbackHandedBack, FeedbackHandedOver, FeedbackHostDecided,
       FeedbackPassedOn, FeedbackProgressTold, FeedbackRejected, FeedbackReopened,
       FeedbackResolved, FeedbackResolvedAgain, FeedbackTakenOver, AppealDecided, AppealFiled,
       FeedbackEscalated, FeedbackMerged, FeedbackTransferred.
Tells  FeedbackReceived, FeedbackAcknowledged, FeedbackResolved, FeedbackResolvedAgain,
       FeedbackRejected, FeedbackConfirmed, FeedbackReopened, FeedbackRated, FeedbackClosed,
       FeedbackDueMoved, DossierReceived, DossierSupplementRequested, DossierSupplemented,
       DossierRescheduled, DossierRejected, DossierClosed, DossierReturned, PetitionReceived,
       PetitionAccepted, PetitionExtended, PetitionSettled, PetitionClosed, MediationHeld,
       LabourDisputeSettled, FeedbackMerged, FeedbackUnmerged, FeedbackRecategorised,
       FeedbackTransferred, NodeKeyTold, CalendarYearPublished, DossierDueMoved, LetterIssued,
       PromiseMissed, FeedbackHandOverWithdrawn, FeedbackHandedBack, FeedbackHandedOver,
       FeedbackHostDecided, FeedbackPassedOn, FeedbackProgressTold, FeedbackTakenOver,
       AppealDecided, AppealFiled, FeedbackEscalated.
"""
