-- One row per change that may serve as an example: of each cause and kind the $most that move the amount furthest.
-- Basis: the operator sees why before anything is issued. Reads: change_placed. Parameters: $most.
with

weighed as (
    select
        *,
        row_number() over (
            partition by cause, change
            order by abs(amount - before_amount) desc, person_id desc, rule
        ) as place,
    from change_placed
    where cause <> ''
),

change_example as (
    select
        person_id,
        rule,
        change,
        cause,
        measure,
        row_no,
        version,
        stated_line,
        before_amount,
        amount,
        line,
        insurance_then,
        insurance,
        county_code,
        township_code,
        identity,
    from weighed
    where place <= $most
)

select * from change_example
order by cause, change, abs(amount - before_amount) desc, person_id desc, rule
