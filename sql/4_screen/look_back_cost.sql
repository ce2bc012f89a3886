-- One row per counted settlement of an applicant within the time before the application: what the person paid of the in-scope cost.
-- Basis: 003 art. 13 (个人负担的合规医疗费用). Read for the year of the application and the one before. Reads: counted, application.
with

look_back_cost as (
    select
        counted.person_id,
        counted.setl_id,
        counted.self_pay,
    from counted
    join application
        on application.person_id = counted.person_id
        and cast(counted.setl_time as date) between application.first_day and application.last_day
)

select * from look_back_cost
