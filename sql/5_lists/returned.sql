-- One row per issued month of the year: rows of its list that waited for a visit, and for how many of them one has come back since.
-- Late is what came after the next list had been issued. One receipt answers every month in which the case was waiting; a visit at which
-- nobody was met answers none. Basis: 003 art. 17; 004 (逐一销号). Reads: issued_month, listed, answer.
with

waiting as (
    select
        month,
        issued_on,
        next_issued_on,
        person_id,
        rule,
    from listed
    where case_state = 'to_visit'
),

answered as (
    select
        waiting.month,
        waiting.person_id,
        waiting.rule,
        waiting.next_issued_on,
        min(answer.learned_on) as answered_on,
    from waiting
    left join answer
        on answer.person_id = waiting.person_id
        and answer.rule = waiting.rule
        and answer.is_visit
        and (answer.learned_on > waiting.issued_on or answer.month >= waiting.month)
    group by waiting.month, waiting.person_id, waiting.rule, waiting.next_issued_on
),

returned as (
    select
        issued_month.month,
        count(answered.person_id) as expected,
        count(answered.answered_on) as received,
        count(*) filter (answered.answered_on > answered.next_issued_on) as late,
        count(answered.person_id) - count(answered.answered_on) as outstanding,
    from issued_month
    left join answered using (month)
    group by issued_month.month
)

select * from returned
order by month
