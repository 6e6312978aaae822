"""Cards in stacks: make, print, renew, and who hands them out."""
