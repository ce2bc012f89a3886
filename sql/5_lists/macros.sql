-- When a row of an official list opens a case, the first time or again: told once, for the issue that is being made and for those that were.

-- The last effective word on the case before: null (none yet), 'withdrawn' (gone or corrected below the line), 'closes', 'waits'.
-- Who died is opened by nothing in that year.
create or replace temp macro case_opens(last_effect, last_reopens, status, is_elsewhere) as
    last_reopens is distinct from 'never'
    and (
        last_effect is null
        or last_effect = 'withdrawn'
        or last_effect = 'closes' and (status = 'escalated' or last_reopens = 'elsewhere' and is_elsewhere)
    );
