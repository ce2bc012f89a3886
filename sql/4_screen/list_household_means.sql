-- One row per seriously ill person whose household's income of the year less the person's own medical cost is below the standard, assets checked.
-- Basis: 000 二(六) (一个年度内家庭总收入减去个人自付医疗总费用后低于农村低收入家庭标准且符合低收入家庭财产核查条件的大病患者). The standard is per head: times the
-- household's members on the rosters. Only a household with a number is added up (R104). The amount is what is left, compared the standard.
-- Reads: warehouse.household_row, warehouse.person_row, warehouse.alias, settle.burden, warehouse.identity_span, list_exception, asset_word.
-- Parameters: $year, $month, $month_end; $standard, yuan per head and year; $over, the self-pay above which a person counts as seriously ill.
with

stated as (
    select
        resdbook_no,
        income,
        asset_check,
    from warehouse.household_row
    where year = $year and income is not null
    qualify row_number() over (
        partition by resdbook_no order by as_of > $month_end, abs(as_of - cast($month_end as date)), income, asset_check
    ) = 1
),

passed as (
    select
        stated.resdbook_no,
        stated.income,
    from stated
    join asset_word on asset_word.word = stated.asset_check and asset_word.outcome = 'passed'
),

lived as (
    select as_of, resdbook_no, person_id from warehouse.household_row where person_id is not null
    union all
    select as_of, resdbook_no, person_id from warehouse.person_row where resdbook_no is not null
),

-- Where each person was last told to live: who has moved out is no member any more.
last_told as (
    select
        coalesce(alias.person_id, lived.person_id) as person_id,
        lived.resdbook_no,
    from lived
    left join warehouse.alias as alias on alias.alias_id = lived.person_id
    qualify row_number() over (
        partition by coalesce(alias.person_id, lived.person_id)
        order by lived.as_of > $month_end, abs(lived.as_of - cast($month_end as date)), lived.resdbook_no
    ) = 1
),

member as (
    select
        last_told.resdbook_no,
        last_told.person_id,
    from last_told
    semi join passed using (resdbook_no)
),

size as (
    select
        resdbook_no,
        count(*) as member_count,
    from member
    group by resdbook_no
),

assisted as (
    select span.person_id
    from warehouse.identity_span as span
    join list_exception on list_exception.identity = span.identity and list_exception.list = 'household_means'
    where $month_end between span.begins and span.ends
),

figures as (
    select burden.*
    from settle.burden as burden
    semi join member using (person_id)
    where burden.year = $year and burden.month <= $month
    qualify row_number() over (partition by burden.person_id order by burden.month desc) = 1
),

list_household_means as (
    select
        'household_means' as list,
        figures.person_id,
        member.resdbook_no,
        cast(null as varchar) as setl_id,
        cast(null as varchar) as identity,
        cast(null as varchar) as layer,
        cast(passed.income - figures.burden as decimal(16,2)) as amount,
        cast(cast($standard as decimal(12,2)) * size.member_count as decimal(16,2)) as compared,
        'below_standard' as reason,
    from figures
    join member using (person_id)
    join passed using (resdbook_no)
    join size using (resdbook_no)
    anti join assisted on assisted.person_id = figures.person_id
    where figures.self_pay > cast($over as decimal(16,2))
        and passed.income - figures.burden < cast($standard as decimal(12,2)) * size.member_count
)

select * from list_household_means
