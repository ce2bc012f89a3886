-- One row per person and month in which something of the person's changed: the figures of the year to the end of that month.
-- Basis: POLICY section 2; the identity shown is the highest in the order of POLICY section 1 that the person holds on the month's last day.
-- A month without settlements has a row when identity, insurance, county or township became another.
-- The fee follows from its parts: intake lets nothing in whose fee is not funds + person + hospital.
-- Reads: movement, warehouse.identity_span, identity_rank, roster_span, insurance, region. Parameters: $year; $run, the number of this settling.
with

held as (
    select
        movement.person_id,
        movement.month,
        min(identity_rank.rank) as rank,
    from movement
    join warehouse.identity_span as span
        on span.person_id = movement.person_id
        and last_day(make_date($year, greatest(movement.month, 1), 1)) between span.begins and span.ends
    join identity_rank on identity_rank.identity = span.identity
    where movement.month > 0
    group by movement.person_id, movement.month
),

described as (
    select
        movement.*,
        coalesce(movement.identity_rank_brought, held.rank) as identity_rank,
        coalesce(movement.insurance_brought, rostered_under.insurance) as rostered_insurance,
        coalesce(movement.county_brought, roster_span.county_code) as rostered_county,
        coalesce(movement.township_brought, roster_span.township_code) as township_code,
    from movement
    left join held on held.person_id = movement.person_id and held.month = movement.month
    left join roster_span
        on roster_span.person_id = movement.person_id
        and movement.month > 0
        and last_day(make_date($year, greatest(movement.month, 1), 1)) between roster_span.begins and roster_span.ends
    left join insurance as rostered_under on rostered_under.code = roster_span.insutype
),

to_date as (
    select
        person_id,
        month,
        settlements as added,
        sum(in_scope) over so_far as in_scope,
        sum(basic) over so_far as basic,
        sum(catastrophic) over so_far as catastrophic,
        sum(assistance) over so_far as assistance,
        sum(funds) over so_far as funds,
        sum(hospital) over so_far as hospital,
        sum(self_pay) over so_far as self_pay,
        sum(own_expense) over so_far as own_expense,
        sum(preself) over so_far as preself,
        sum(burden) over so_far as burden,
        sum(settlements) over so_far as settlements,
        sum(clamped) over so_far as clamped,
        sum(eligible) over so_far as eligible,
        sum(noted) over so_far as noted,
        last_value(insutype ignore nulls) over so_far as insutype,
        last_value(insu_admdvs ignore nulls) over so_far as insu_admdvs,
        identity_rank,
        rostered_insurance,
        rostered_county,
        township_code,
        lag(identity_rank) over in_order as identity_rank_before,
        lag(rostered_insurance) over in_order as rostered_insurance_before,
        lag(rostered_county) over in_order as rostered_county_before,
        lag(township_code) over in_order as township_code_before,
    from described
    window
        so_far as (partition by person_id order by month rows unbounded preceding),
        in_order as (partition by person_id order by month)
),

-- A month that added nothing has the insurance and area of the settlements before it: only the rosters can make a difference.
judged as (
    select
        to_date.*,
        coalesce(settled_under.insurance, to_date.rostered_insurance, 'unknown') as insurance,
        coalesce(to_date.rostered_county, settled_in.code) as county_code,
        to_date.added > 0
        or to_date.identity_rank is distinct from to_date.identity_rank_before
        or to_date.township_code is distinct from to_date.township_code_before
        or coalesce(to_date.rostered_county, settled_in.code) is distinct from coalesce(to_date.rostered_county_before, settled_in.code)
        or coalesce(settled_under.insurance, to_date.rostered_insurance, 'unknown')
        <> coalesce(settled_under.insurance, to_date.rostered_insurance_before, 'unknown') as is_news,
    from to_date
    left join insurance as settled_under on settled_under.code = cast(to_date.insutype as varchar)
    left join region as settled_in on settled_in.code = cast(to_date.insu_admdvs as varchar) || '000000' and settled_in.level = 'county'
),

burden as (
    select
        judged.person_id,
        cast($year as integer) as year,
        cast(judged.month as integer) as month,
        cast(judged.funds + judged.hospital + judged.burden as decimal(16,2)) as medfee,
        cast(judged.in_scope as decimal(16,2)) as in_scope,
        cast(judged.basic as decimal(16,2)) as basic,
        cast(judged.catastrophic as decimal(16,2)) as catastrophic,
        cast(judged.assistance as decimal(16,2)) as assistance,
        cast(judged.funds - judged.basic - judged.catastrophic - judged.assistance as decimal(16,2)) as other_funds,
        cast(judged.hospital as decimal(16,2)) as hospital,
        cast(judged.self_pay as decimal(16,2)) as self_pay,
        cast(judged.own_expense as decimal(16,2)) as own_expense,
        cast(judged.preself as decimal(16,2)) as preself,
        cast(judged.burden as decimal(16,2)) as burden,
        cast(judged.settlements as integer) as settlements,
        cast(judged.clamped as integer) as clamped,
        cast(judged.eligible as decimal(16,2)) as eligible,
        cast(judged.noted as integer) as noted,
        judged.insutype,
        judged.insu_admdvs,
        judged.insurance,
        identity_rank.identity,
        judged.county_code,
        judged.township_code,
        cast($run as integer) as run,
    from judged
    left join identity_rank on identity_rank.rank = judged.identity_rank
    where judged.month > 0 and judged.settlements > 0 and judged.is_news
)

select * from burden
