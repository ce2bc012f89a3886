-- 最近一期预警人员的医疗费用由谁承担：各项基金、医院、个人各多少元，占总费用的百分之几。
-- 怎么看：百分数取整数（舍去小数）；“个人”一行里包括先行自付和自费，两者另列在后面，不再相加。
with

latest as (
    select max(month) as month from issue
),

listed as (
    select distinct person_key
    from warning
    semi join latest using (month)
    where not early_watch and status in ('new', 'continuing', 'escalated')
),

to_date as (
    select burden.*
    from burden_on((select month from latest)) as burden
    semi join listed using (person_key)
),

part as (
    select 1 as place, '基本医保' as name, sum(basic) as amount, sum(total_cost) as whole from to_date
    union all
    select 2, '大病保险', sum(catastrophic), sum(total_cost) from to_date
    union all
    select 3, '医疗救助', sum(assistance), sum(total_cost) from to_date
    union all
    select 4, '其他基金', sum(other_funds), sum(total_cost) from to_date
    union all
    select 5, '医院', sum(hospital), sum(total_cost) from to_date
    union all
    select 6, '个人', sum(burden), sum(total_cost) from to_date
    union all
    select 7, '其中：自费', sum(own_expense), sum(total_cost) from to_date
    union all
    select 8, '其中：先行自付', sum(preself), sum(total_cost) from to_date
),

burden_composition as (
    select
        place as 序,
        name as 承担者,
        amount as 金额,
        cast(amount * 100 as bigint) * 100 // cast(whole * 100 as bigint) as 百分数,
    from part
    where whole > 0
)

select * from burden_composition
order by 序
