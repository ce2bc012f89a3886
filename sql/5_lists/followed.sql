-- One row per person on a list of the year: whether anybody has visited, whether help has come since, whether a visit found no risk.
-- Help is an identity that was gained, or a receipt or decision that tells of it.
-- Basis: 000 二(六) (组织专人入户了解情况，开展精准帮扶); 003 art. 17. Reads: first_listed, identity_gained, answer.
with

told as (
    select
        person_id,
        bool_or(is_visit) as is_visited,
        bool_or(is_help) as is_helped,
        bool_or(is_without_risk) as is_without_risk,
    from answer
    group by person_id
),

followed as (
    select
        first_listed.person_id,
        coalesce(told.is_visited, false) as is_visited,
        identity_gained.person_id is not null or coalesce(told.is_helped, false) as is_helped,
        coalesce(told.is_without_risk, false) as is_without_risk,
    from first_listed
    left join identity_gained using (person_id)
    left join told using (person_id)
)

select * from followed
