"""Sixth stage: the frozen issue becomes pages, workbooks and the analysts' copy. It decides nothing about anybody."""
