namespace ArtEngine.Generation.Infrastructure.Persistence.Migrations;

/// <summary>
/// What keeps the turns. Jobs that come, go or change hands are counted. Who had none waiting and is not ahead of the others is new: its
/// place is below zero, in the order of coming. Who is taken from is charged what the render is expected to take, from where the others
/// stand, and pays the difference when it is over.
/// </summary>
internal static class TurnTriggers
{
    /// <summary>How far the furthest got who was served.</summary>
    private const string Front = "(SELECT coalesce(max(last_start), 0) FROM turns)";

    public static IReadOnlyList<string> Postgres { get; } =
    [
        Qualified($"""
            CREATE FUNCTION generation.count_turn(turn uuid, owner uuid, number bigint, more_waiting int, more_at_work int)
            RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
                IF more_waiting > 0 OR more_at_work > 0 THEN
                    INSERT INTO turns (id, user_id) VALUES (turn, owner) ON CONFLICT (id) DO NOTHING;
                END IF;
                UPDATE turns SET
                    {Counted("more_waiting", "more_at_work", "number")},
                    changed = pg_current_xact_id()::text::bigint
                WHERE id = turn;
            END $$
            """),
        Qualified("""
            CREATE FUNCTION generation.count_job() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                had_waiting int := 0;
                had_at_work int := 0;
                has_waiting int := 0;
                has_at_work int := 0;
            BEGIN
                IF TG_OP <> 'INSERT' THEN
                    had_waiting := (OLD.status = 'Queued' AND OLD.open_attempt_id IS NULL)::int;
                    had_at_work := (OLD.open_attempt_id IS NOT NULL)::int;
                END IF;
                IF TG_OP <> 'DELETE' THEN
                    has_waiting := (NEW.status = 'Queued' AND NEW.open_attempt_id IS NULL)::int;
                    has_at_work := (NEW.open_attempt_id IS NOT NULL)::int;
                END IF;
                IF TG_OP = 'UPDATE' AND OLD.turn_id = NEW.turn_id THEN
                    IF has_waiting <> had_waiting OR has_at_work <> had_at_work THEN
                        PERFORM generation.count_turn(
                            NEW.turn_id, NEW.user_id, NEW.sequence, has_waiting - had_waiting, has_at_work - had_at_work);
                    END IF;
                    RETURN NULL;
                END IF;
                IF had_waiting + had_at_work > 0 THEN
                    PERFORM generation.count_turn(OLD.turn_id, OLD.user_id, OLD.sequence, -had_waiting, -had_at_work);
                END IF;
                IF has_waiting + has_at_work > 0 THEN
                    PERFORM generation.count_turn(NEW.turn_id, NEW.user_id, NEW.sequence, has_waiting, has_at_work);
                END IF;
                RETURN NULL;
            END $$
            """),
        """
        CREATE TRIGGER jobs_counted AFTER INSERT OR DELETE OR UPDATE OF status, open_attempt_id, turn_id ON generation.jobs
        FOR EACH ROW EXECUTE FUNCTION generation.count_job()
        """,
        Qualified($"""
            CREATE FUNCTION generation.charge_turn() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                turn uuid := (SELECT turn_id FROM jobs WHERE id = NEW.job_id);
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    UPDATE turns SET
                        {Charged("greatest", "least")},
                        changed = pg_current_xact_id()::text::bigint
                    WHERE id = turn;
                ELSE
                    UPDATE turns SET
                        {Mended("greatest")},
                        changed = pg_current_xact_id()::text::bigint
                    WHERE id = turn;
                END IF;
                RETURN NULL;
            END $$
            """),
        """
        CREATE TRIGGER attempts_charged AFTER INSERT ON generation.render_attempts
        FOR EACH ROW WHEN (NEW.state = 'Open') EXECUTE FUNCTION generation.charge_turn()
        """,
        """
        CREATE TRIGGER attempts_paid AFTER UPDATE OF state ON generation.render_attempts
        FOR EACH ROW WHEN (OLD.state = 'Open' AND NEW.state <> 'Open') EXECUTE FUNCTION generation.charge_turn()
        """,
    ];

    public static IReadOnlyList<string> Sqlite { get; } =
    [
        $"""
        CREATE TRIGGER jobs_counted_new AFTER INSERT ON jobs WHEN {Waits("NEW")} OR {IsAtWork("NEW")} BEGIN
            {Count("NEW", Waits("NEW"), IsAtWork("NEW"))}
        END
        """,
        $"""
        CREATE TRIGGER jobs_counted AFTER UPDATE OF status, open_attempt_id ON jobs
        WHEN OLD.turn_id = NEW.turn_id AND ({Waits("OLD")} <> {Waits("NEW")} OR {IsAtWork("OLD")} <> {IsAtWork("NEW")}) BEGIN
            {Count("NEW", $"({Waits("NEW")} - {Waits("OLD")})", $"({IsAtWork("NEW")} - {IsAtWork("OLD")})")}
        END
        """,
        $"""
        CREATE TRIGGER jobs_counted_elsewhere AFTER UPDATE OF turn_id ON jobs WHEN OLD.turn_id <> NEW.turn_id BEGIN
            {Count("OLD", $"(-{Waits("OLD")})", $"(-{IsAtWork("OLD")})")}
            {Count("NEW", Waits("NEW"), IsAtWork("NEW"))}
        END
        """,
        $"""
        CREATE TRIGGER jobs_counted_gone AFTER DELETE ON jobs WHEN {Waits("OLD")} OR {IsAtWork("OLD")} BEGIN
            {Count("OLD", $"(-{Waits("OLD")})", $"(-{IsAtWork("OLD")})")}
        END
        """,
        $"""
        CREATE TRIGGER attempts_charged AFTER INSERT ON render_attempts WHEN NEW.state = 'Open' BEGIN
            {NextNumber}
            UPDATE turns SET
                {Charged("max", "min")},
                changed = (SELECT value FROM job_changes)
            WHERE id = (SELECT turn_id FROM jobs WHERE id = NEW.job_id);
        END
        """,
        $"""
        CREATE TRIGGER attempts_paid AFTER UPDATE OF state ON render_attempts WHEN OLD.state = 'Open' AND NEW.state <> 'Open' BEGIN
            {NextNumber}
            UPDATE turns SET
                {Mended("max")},
                changed = (SELECT value FROM job_changes)
            WHERE id = (SELECT turn_id FROM jobs WHERE id = NEW.job_id);
        END
        """,
    ];

    private const string NextNumber = "UPDATE job_changes SET value = value + 1;";

    private static string Waits(string row) => $"({row}.status = 'Queued' AND {row}.open_attempt_id IS NULL)";

    private static string IsAtWork(string row) => $"({row}.open_attempt_id IS NOT NULL)";

    /// <summary>What becomes of a turn when so many more of its jobs wait and are at work.</summary>
    private static string Counted(string waiting, string atWork, string number) =>
        $"""
        place = CASE
            WHEN waiting > 0 OR {waiting} <= 0 THEN place
            WHEN virtual_time <= {Front} THEN {number} - 1e15
            ELSE virtual_time END,
        waiting = waiting + {waiting},
        at_work = at_work + {atWork},
        is_ready = (waiting + {waiting} > 0 AND (max_running IS NULL OR at_work + {atWork} < max_running))
        """;

    /// <summary>What becomes of a turn when a job of it is taken: who is new is set forward to where the others stand.</summary>
    private static string Charged(string greatest, string least)
    {
        var start = $"""
            CASE WHEN place < 0
                THEN {greatest}(virtual_time, {least}({Front}, coalesce(NEW.turn_floor, {Front})))
                ELSE virtual_time END
            """;
        return
            $"""
            last_start = {start},
            virtual_time = {start} + NEW.expected_seconds / weight,
            place = {start} + NEW.expected_seconds / weight
            """;
    }

    /// <summary>
    /// What becomes of a turn when the render took other than was expected. Whose only job a server lost is as new as before it was taken.
    /// </summary>
    private static string Mended(string greatest)
    {
        var time = $"{greatest}(0, virtual_time + (coalesce(NEW.gpu_seconds, 0) - NEW.expected_seconds) / weight)";
        return
            $"""
            virtual_time = {time},
            place = CASE
                WHEN place < 0 THEN place
                WHEN NEW.state = 'Lost' AND waiting = 1 AND {time} <= {Front} THEN
                    (SELECT sequence FROM jobs WHERE id = NEW.job_id) - 1e15
                ELSE {time} END
            """;
    }

    /// <summary>Without ON CONFLICT, which inside a trigger would follow the statement that fired it.</summary>
    private static string Count(string row, string waiting, string atWork) =>
        $"""
        {NextNumber}
        INSERT INTO turns (id, user_id) SELECT {row}.turn_id, {row}.user_id
        WHERE NOT EXISTS (SELECT 1 FROM turns WHERE id = {row}.turn_id);
        UPDATE turns SET {Counted(waiting, atWork, $"{row}.sequence")}, changed = (SELECT value FROM job_changes)
        WHERE id = {row}.turn_id;
        """;

    private static string Qualified(string sql) => sql.Replace(" turns", " generation.turns", StringComparison.Ordinal)
        .Replace("FROM jobs", "FROM generation.jobs", StringComparison.Ordinal);
}
