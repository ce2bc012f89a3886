-- One row per person and month in which something of the person's changed: the figures of the year to the end of that month.
-- Basis: POLICY section 2; the identity shown is the highest in the order of POLICY section 1 that the person holds on the month's last day.
-- A month without settlements has a row when identity, insurance, county or township became another.
-- Reads: movement, warehouse.identity_span, identity_rank, roster_span, insurance, region. Parameters: $year.
with

to_date as (
    select
        person_id,
        month,
        settlements as added,
        sum(medfee) over so_far as medfee,
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
        last_value(nullif(insutype, '') ignore nulls) over so_far as insutype,
        last_value(insu_admdvs ignore nulls) over so_far as insu_admdvs,
        insurance_brought,
        identity_brought,
        county_brought,
        township_brought,
        last_day(make_date($year, greatest(month, 1), 1)) as month_end,
    from movement
    window so_far as (partition by person_id order by month rows unbounded preceding)
),

held as (
    select
        to_date.person_id,
        to_date.month,
        arg_min(span.identity, identity_rank.rank) as identity,
    from to_date
    join warehouse.identity_span as span
        on span.person_id = to_date.person_id and to_date.month_end between span.begins and span.ends
    join identity_rank using (identity)
    where to_date.month > 0
    group by to_date.person_id, to_date.month
),

described as (
    select
        to_date.*,
        case
            when to_date.month = 0 then to_date.insurance_brought
            else coalesce(settled_under.insurance, rostered_under.insurance, 'unknown')
        end as insurance,
        case when to_date.month = 0 then to_date.identity_brought else held.identity end as identity,
        case
            when to_date.month = 0 then to_date.county_brought
            else coalesce(roster_span.county_code, settled_in.code)
        end as county_code,
        case when to_date.month = 0 then to_date.township_brought else roster_span.township_code end as township_code,
    from to_date
    left join held using (person_id, month)
    left join roster_span
        on roster_span.person_id = to_date.person_id and to_date.month_end between roster_span.begins and roster_span.ends
    left join insurance as settled_under on settled_under.code = to_date.insutype
    left join insurance as rostered_under on rostered_under.code = roster_span.insutype
    left join region as settled_in on settled_in.code = left(to_date.insu_admdvs, 6) || '000000' and settled_in.level = 'county'
),

compared as (
    select
        *,
        lag(row(insurance, identity, county_code, township_code)) over (partition by person_id order by month) as described_before,
    from described
),

burden as (
    select
        person_id,
        cast($year as integer) as year,
        cast(month as integer) as month,
        cast(medfee as decimal(16,2)) as medfee,
        cast(in_scope as decimal(16,2)) as in_scope,
        cast(basic as decimal(16,2)) as basic,
        cast(catastrophic as decimal(16,2)) as catastrophic,
        cast(assistance as decimal(16,2)) as assistance,
        cast(funds - basic - catastrophic - assistance as decimal(16,2)) as other_funds,
        cast(hospital as decimal(16,2)) as hospital,
        cast(self_pay as decimal(16,2)) as self_pay,
        cast(own_expense as decimal(16,2)) as own_expense,
        cast(preself as decimal(16,2)) as preself,
        cast(burden as decimal(16,2)) as burden,
        cast(settlements as integer) as settlements,
        cast(clamped as integer) as clamped,
        insutype,
        insu_admdvs,
        insurance,
        identity,
        county_code,
        township_code,
    from compared
    where month > 0 and settlements > 0
        and (added > 0 or described_before is distinct from row(insurance, identity, county_code, township_code))
)

select * from burden
