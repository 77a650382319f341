using PluginHost.Testing.Daemons;

namespace Interop.Tests;

/// <summary>
/// Debian's <c>ctr</c> drives both daemons through a long session; what a person sees and the exit codes are the same. The commands are in
/// <c>Session/*.session</c>; transcripts of the last run lie in <c>out/interop</c>.
/// </summary>
public sealed class CtrSessionTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    public static TheoryData<string> Chapters => [.. SessionScript.Chapters()];

    [RequiresTheory("root", "ctr", "containerd", "runc", "busybox", "docker-registry", "script", SubjectDaemon.Requirement)]
    [MemberData(nameof(Chapters))]
    public async Task A_person_sees_the_same_on_both_daemons(string chapter)
    {
        SessionPair pair = await session.PairAsync();
        List<StepResult> reference = [.. pair.Reference.Results.Where(result => result.Step.Chapter == chapter)];
        List<StepResult> subject = [.. pair.Subject.Results.Where(result => result.Step.Chapter == chapter)];

        string unexpected = SessionComparison.Unexpected(reference);
        Assert.True(unexpected.Length == 0, "not what the session expects of the reference:\n" + unexpected);
        string report = SessionComparison.Compare(reference, subject, AllowedDifferences.All);
        Assert.True(report.Length == 0, report);
    }

    [RequiresFact("root", "ctr", "containerd", "runc", "busybox", "docker-registry", "script", SubjectDaemon.Requirement)]
    public async Task Nothing_is_left_on_the_machine_after_the_session()
    {
        SessionPair pair = await session.PairAsync();

        Assert.Empty(pair.Reference.LeftBehind);
        Assert.Empty(pair.Subject.LeftBehind);
        Assert.Equal(pair.Reference.ExitCode, pair.Subject.ExitCode);
    }

    [Fact]
    public void The_session_has_at_least_150_commands()
        => Assert.True(SessionScript.ReadAll().Count(step => step.Kind is StepKind.Command or StepKind.Terminal) >= 150);
}
