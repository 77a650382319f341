using Services.Tests.Steps;

namespace Services.Tests;

/// <summary>The requests to one service, in an order in which later ones build on earlier ones. Each table works in a namespace of its own.</summary>
internal sealed record Table(string Name, IReadOnlyList<Step> Steps, string Configuration = "")
{
    public static IReadOnlyList<Table> All { get; } =
    [
        new("namespaces", [.. NamespaceSteps.All()]),
        new("containers", [.. ContainerSteps.All()]),
        new("images", [.. ImageSteps.All()]),
        new("filters", [.. FilterSteps.All()]),
        new("content", [.. ContentSteps.All()]),
        new("isolated", [.. IsolatedSteps.All()], """
            [plugins."io.containerd.metadata.v1.bolt"]
              content_sharing_policy = "isolated"

            """),
        new("leases", [.. LeaseSteps.All()]),
        new("snapshots", [.. SnapshotSteps.All()]),
        new("sandboxes", [.. SandboxSteps.All()]),
    ];

    /// <summary>The name of what was published, among the answers.</summary>
    public const string Events = "events";

    /// <summary>The answers by step, and under <see cref="Events"/> what was published meanwhile.</summary>
    public async Task<IReadOnlyList<(string Step, string Answer)>> RunAsync(TestDaemon daemon)
    {
        using Api api = new(daemon.Address);
        using EventLog events = await EventLog.StartAsync(api);
        List<(string, string)> answers = [];
        foreach (Step step in Steps)
        {
            answers.Add((step.Name, await step.AnswerAsync(api)));
        }

        answers.Add((Events, string.Join("\n    ", await events.ReadAsync(Name))));
        return answers;
    }
}
