"""Compliance: the clock. Finds what was promised and not delivered, and notes what was done.

Owns   promises with their due dates, breaches, activities; ids only, never what they are about.
Hears  DossierReceived, DossierSupplementRequested, DossierSupplemented, DossierRejected,
       DossierClosed, DossierReturned, FeedbackReceived, FeedbackReopened, FeedbackResolved,
       FeedbackResolvedAgain, FeedbackMerged, FeedbackUnmerged, FeedbackTransferred,
       FeedbackTakenOver, FeedbackPassedOn, FeedbackDueMoved, DossierDueMoved and
       FeedbackRejected (own node), and from registry which units this place serves.
Tells  BreachFound, BreachCleared, ActivityRecorded.
"""
