-- One row per decision of a department by which an identity begins or ends, as far as it has been received and no later one replaced it.
-- Basis: 003 art. 17: 民政 and 乡村振兴 decide or change the identity. The last word of a department on a person's identity holds: a recognition is
-- replaced by one whose days meet its own, and withdrawn by a refusal while it runs; an end is replaced by another end, and withdrawn by "unchanged".
-- What came between is not undone: a recognition that has been ended or that a roster had taken over by then; an end after which the identity was
-- recognised or a roster said it again. Within a day: refused, recognised (the longest last), ended (the latest last), unchanged; never the order of loading.
-- Reads: warehouse.receipt_row, warehouse.alias, identity_said.
-- Example: recognised from 2023-01-01, and on the next day from 2023-03-01: the second alone. To 2023-06-30, and then from 2023-07-01: both.
with

decided as (
    select
        coalesce(alias.person_id, receipt_row.person_id) as person_id,
        receipt_row.identity,
        receipt_row.office,
        receipt_row.span,
        receipt_row.begndate,
        receipt_row.enddate,
        receipt_row.visited_on as decided_on,
        min(receipt_row.learned_on) as learned_on,
    from warehouse.receipt_row as receipt_row
    left join warehouse.alias as alias on alias.alias_id = receipt_row.person_id
    where receipt_row.span is not null and receipt_row.identity is not null
    group by all
),

turned as (
    select
        *,
        row_number() over (
            partition by person_id, identity
            order by
                decided_on, list_position(['refused', 'begins', 'ends', 'stays'], span), case when span = 'ends' then begndate end,
                begndate desc, coalesce(enddate, date '9999-12-31'), office
        ) as turn,
    from decided
),

in_order as (
    select
        *,
        count(*) filter (where span = 'begins') over (partition by person_id, identity order by turn rows unbounded preceding) as recognised,
    from turned
),

replaced_end as (
    select
        ended.person_id,
        ended.identity,
        ended.turn,
    from in_order as ended
    join in_order as later using (person_id, identity, office, recognised)
    left join identity_said as said
        on said.person_id = ended.person_id
        and said.identity = ended.identity
        and said.says_on between greatest(ended.begndate, cast(ended.decided_on + 1 as date)) and later.decided_on
    where ended.span = 'ends' and later.span in ('ends', 'stays') and later.turn > ended.turn
    group by ended.person_id, ended.identity, ended.turn, later.turn
    having count(said.says_on) = 0
),

standing_end as (
    select in_order.*
    from in_order
    anti join replaced_end using (person_id, identity, turn)
    where in_order.span = 'ends'
),

replaced_grant as (
    select
        granted.person_id,
        granted.identity,
        granted.turn,
    from in_order as granted
    join in_order as later using (person_id, identity, office)
    left join standing_end as ending
        on ending.person_id = granted.person_id
        and ending.identity = granted.identity
        and ending.turn between granted.turn and later.turn
    left join identity_said as said
        on said.person_id = granted.person_id
        and said.identity = granted.identity
        and said.says_on between greatest(granted.begndate, granted.decided_on) and later.decided_on
    where
        granted.span = 'begins'
        and later.span in ('begins', 'refused')
        and later.turn > granted.turn
        and granted.begndate <= coalesce(later.enddate, date '9999-12-31')
    group by
        granted.person_id, granted.identity, granted.turn, granted.enddate, later.turn, later.span, later.begndate, later.decided_on
    having
        count(ending.turn) = 0
        and case later.span when 'begins' then later.begndate else later.decided_on end
        <= least(coalesce(granted.enddate, date '9999-12-31'), coalesce(min(said.says_on), date '9999-12-31'))
),

identity_decision as (
    select person_id, identity, span, begndate, enddate, decided_on, learned_on
    from standing_end
    union all by name
    select in_order.person_id, in_order.identity, in_order.span, in_order.begndate, in_order.enddate, in_order.decided_on, in_order.learned_on
    from in_order
    anti join replaced_grant using (person_id, identity, turn)
    where in_order.span = 'begins'
)

select * from identity_decision
