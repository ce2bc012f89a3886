"""First stage: a bureau's file becomes typed rows, or rejected rows with a reason. It opens files and no database."""
