-- One row per issued month of the year: how many rows and persons its list had, and how many rows of each status.
-- Basis: 000 二(六): screened every month; promise 4. Reads: issued_month, listed.
with

trend as (
    select
        issued_month.month,
        count(distinct listed.person_id) as persons,
        count(listed.person_id) as row_count,
        count(*) filter (listed.status = 'new') as new,
        count(*) filter (listed.status = 'continuing') as continuing,
        count(*) filter (listed.status = 'escalated') as escalated,
        count(*) filter (listed.status = 'corrected') as corrected,
    from issued_month
    left join listed using (month)
    group by issued_month.month
)

select * from trend
order by month
