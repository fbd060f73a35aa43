"""What a user may change: operations with their fields, checks and plans, and how a change is taken back.

Nothing here asks the kernel: operations read a snapshot and make plans of actions (`model.action`), which
`core.runner` has carried out.
"""
