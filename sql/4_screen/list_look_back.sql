-- One row per person who applied in the month and whose in-scope self-pay of the time before the application is to be assisted once.
-- Basis: 003 art. 13 (自申请救助之日前12个月内发生的个人负担的合规医疗费用，按规定给予一次性救助). What an earlier application has covered is left out.
-- The amount is the assistance by deductible, rate and cap; compared is the cost of that time.
-- Reads: application, look_back_cost. Parameters: $deductible, $rate, $cap.
with

looked_back as (
    select
        application.person_id,
        application.identity,
        application.is_again,
        sum(look_back_cost.self_pay) as self_pay,
    from application
    join look_back_cost using (person_id)
    group by application.person_id, application.identity, application.is_again
),

list_look_back as (
    select
        'look_back' as list,
        person_id,
        cast(null as varchar) as resdbook_no,
        cast(null as varchar) as setl_id,
        identity,
        cast(null as varchar) as layer,
        least(cast((self_pay - cast($deductible as decimal(16,2))) * cast($rate as decimal(9,6)) as decimal(16,2)), cast($cap as decimal(16,2))) as amount,
        cast(self_pay as decimal(16,2)) as compared,
        case when is_again then 'look_back_again' else 'look_back' end as reason,
    from looked_back
    where self_pay > cast($deductible as decimal(16,2))
)

select * from list_look_back
