namespace Services.Tests;

/// <summary>The same requests, good and bad, to a real containerd and to this daemon: status, text, answer and events are the same.</summary>
public sealed class DifferentialTests
{
    /// <summary>The collector runs when a request waits for it; not in between.</summary>
    private const string QuietCollector = """
        [plugins."io.containerd.gc.v1.scheduler"]
          startup_delay = "1000h"
          mutation_threshold = 0

        """;

    public static TheoryData<string> Tables => [.. Table.All.Select(static table => table.Name)];

    [RequiresTheory("root", NewerContainerd.Requirement, Tools.PluginHost)]
    [MemberData(nameof(Tables))]
    public async Task Every_answer_is_that_of_containerd(string name)
    {
        Table table = Table.All.Single(table => table.Name == name);
        IReadOnlyList<(string Step, string Answer)> reference = await AnswersAsync(
            table, new ContainerdDaemon(new DaemonDirectory()) { Programs = NewerContainerd.Programs, ExtraConfiguration = QuietCollector + table.Configuration });
        IReadOnlyList<(string Step, string Answer)> subject = await AnswersAsync(
            table, new PluginHostDaemon(new DaemonDirectory()) { ExtraConfiguration = QuietCollector + table.Configuration });

        Assert.Equal(table.Steps.Count + 1, subject.Select(static answer => answer.Step).Distinct().Count());
        string[] differences =
        [
            .. reference.Select(static answer => answer.Step).Union(subject.Select(static answer => answer.Step))
                .Select(step => (Step: step, Theirs: Answer(reference, step), Ours: Answer(subject, step)))
                .Where(pair => !KnownDifferences.Allow(name, pair.Step, pair.Theirs, pair.Ours))
                .Select(static pair => $"{pair.Step}\n  containerd: {pair.Theirs}\n  pluginhost: {pair.Ours}"),
        ];
        Assert.True(differences.Length == 0, string.Join('\n', differences));
    }

    private static async Task<IReadOnlyList<(string Step, string Answer)>> AnswersAsync(Table table, TestDaemon daemon)
    {
        await using (daemon)
        {
            await daemon.StartAsync();
            return await table.RunAsync(daemon);
        }
    }

    private static string Answer(IReadOnlyList<(string Step, string Answer)> answers, string step)
        => answers.FirstOrDefault(answer => answer.Step == step).Answer ?? "(none)";
}
