"""What INFO and the ACL tell: pure decisions."""
