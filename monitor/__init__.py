"""Return-to-poverty early-warning monitor for medical-insurance bureaus.

Data flows down seven stages, one package each: `intake`, `warehouse`, `settle`,
`screen`, `lists`, `deliver`, `feedback`. A stage reads its own and earlier stages.
"""

__version__ = "0.1.0"
