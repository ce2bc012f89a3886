-- One row per person of the month whom the rosters call dead, moved away or no longer insured.
-- Basis: R103, 000 二(六) (组织专人入户了解情况): whoever visits is told before. Reads: screen.worklist. Parameters: $month, six digits.
with

departed as (
    select
        person_id,
        min(reason) as reason,
    from screen.worklist
    where month = $month and list = 'departed' and person_id is not null
    group by person_id
)

select * from departed
