"""Fifth stage: a screened month becomes the frozen issue, one slice per office and township, with what each may see."""
