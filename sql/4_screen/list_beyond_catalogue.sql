-- One row per settlement of the month for which insurance and assistance paid a holder more than the in-scope cost.
-- Basis: 004 四(二) (突破基本医保目录范围). The amount is what lies beyond, compared the in-scope cost.
-- Reads: held_settlement, strongest.
with

settled as (
    select *
    from held_settlement
    where list = 'beyond_catalogue'
),

list_beyond_catalogue as (
    select
        'beyond_catalogue' as list,
        settled.person_id,
        cast(null as varchar) as resdbook_no,
        settled.setl_id,
        strongest.identity,
        cast(null as varchar) as layer,
        cast(settled.paid - settled.inscp_amt as decimal(16,2)) as amount,
        settled.inscp_amt as compared,
        'beyond_catalogue' as reason,
    from settled
    left join strongest on strongest.person_id = settled.person_id
    where settled.paid > settled.inscp_amt
)

select * from list_beyond_catalogue
