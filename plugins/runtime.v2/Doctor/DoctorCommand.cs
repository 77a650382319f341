using PluginHost.Errors;
using PluginHost.Plugins.Runtime.Shims;

namespace PluginHost.Plugins.Runtime.Doctor;

/// <summary><c>pluginhost doctor</c>: tells what tasks have left behind, and removes it if asked.</summary>
internal static class DoctorCommand
{
    private const string Usage = """
        NAME:
           {0} doctor - find what tasks have left behind: shims, bundles, containers, cgroups, mounts, directories, sockets, fifos

        USAGE:
           {0} doctor [--fix [--yes]] [--older-than TIME] [--root DIR] [--state DIR] [--config FILE]

        OPTIONS:
           --fix               show what would be removed, ask, and remove it
           --yes               do not ask
           --older-than TIME   while a daemon runs, leave out what changed since, for it may be under way (default: 1m)

        Works with and without a running daemon. Exit code 1 if something is left.

        """;

    private static readonly TimeSpan DeletionTime = TimeSpan.FromSeconds(1);

    public static PluginCommand Registration { get; } = new()
    {
        Name = "doctor",
        Usage = "find and remove what tasks have left behind",
        RunAsync = RunAsync,
    };

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        DoctorOptions options = DoctorOptions.Parse(context.Arguments);
        if (options.Help)
        {
            await context.Output.WriteAsync(Usage.Replace("{0}", context.Program, StringComparison.Ordinal));
            return 0;
        }

        using IDisposable? rootLock = context.TryLockRoot();
        (Node node, IReadOnlyList<Leak> leaks) = await LookAsync(context, options, rootLock, cancellationToken);
        await PrintAsync(context.Output, node, leaks);
        if (leaks.Count == 0)
        {
            return 0;
        }

        if (!options.Fix)
        {
            await context.Output.WriteLineAsync($"{context.Program} doctor --fix removes it");
            return 1;
        }

        if (!options.Yes && !await AgreesAsync(context))
        {
            await context.Output.WriteLineAsync("nothing was removed");
            return 1;
        }

        // Somebody may have thought for a while: what has an owner by now is left alone.
        (_, IReadOnlyList<Leak> still) = await LookAsync(context, options, rootLock, cancellationToken);
        return await RemoveAsync(context.Output, still.Where(leak => leaks.Any(leak.IsSameAs)), cancellationToken);
    }

    private static async Task<(Node Node, IReadOnlyList<Leak> Leaks)> LookAsync(
        CommandContext context, DoctorOptions options, IDisposable? rootLock, CancellationToken cancellationToken)
    {
        NodeReader reader = new(context, options.OlderThan);
        Node node = await reader.ReadAsync(hasLock: rootLock is not null, cancellationToken);
        IReadOnlyList<Leak> leaks = Survey(context, node).Find();
        if (node.IsOffline || leaks.Count == 0)
        {
            return (node, leaks);
        }

        // The parts of a task that is being deleted go one after the other: what is still there a little later is left behind.
        await Task.Delay(DeletionTime, context.Clock, cancellationToken);
        node = await reader.ReadAsync(hasLock: rootLock is not null, cancellationToken);
        return (node, [.. Survey(context, node).Find().Where(leak => leaks.Any(leak.IsSameAs))]);
    }

    private static LeakSurvey Survey(CommandContext context, Node node)
    {
        ShimEnvironment environment = new(
            context.GrpcAddress, context.GrpcAddress + ".ttrpc", SchedCore: false, DaemonVersion: "", Environment.ProcessPath ?? context.Program);
        return new LeakSurvey(node, new LeakRemoval(new ShimLauncher(environment, new ShimDialects(), context.Logger), node.Directories, context.Logger));
    }

    private static async Task PrintAsync(TextWriter output, Node node, IReadOnlyList<Leak> leaks)
    {
        int tasks = node.IsOffline ? node.Bundles.Count(probe => probe.HasTask) : node.DaemonTasks.Count;
        foreach (Leak leak in leaks)
        {
            await output.WriteLineAsync($"{leak.Word,-20} {leak.What}: {leak.Reason}");
        }

        foreach (BundleProbe probe in node.Bundles.Where(probe => probe.HasTask && !node.IsOffline && !node.DaemonTasks.Contains(probe.Name)))
        {
            await output.WriteLineAsync(
                $"note: {probe.Bundle.Namespace}/{probe.Bundle.Id} is a task that the daemon does not tell of; restart the daemon and it will be taken over");
        }

        string daemon = node.IsOffline ? "no daemon runs" : "a daemon runs";
        await output.WriteLineAsync($"{daemon}, {tasks} tasks, {(leaks.Count == 0 ? "nothing is left behind" : $"{leaks.Count} things left behind")}");
    }

    private static async Task<bool> AgreesAsync(CommandContext context)
    {
        await context.Output.WriteAsync("remove all of this? [y/N] ");
        return (await context.Input.ReadLineAsync())?.Trim() is "y" or "Y" or "yes";
    }

    private static async Task<int> RemoveAsync(TextWriter output, IEnumerable<Leak> leaks, CancellationToken cancellationToken)
    {
        int failures = 0;
        foreach (Leak leak in leaks)
        {
            try
            {
                await leak.RemoveAsync(cancellationToken);
                await output.WriteLineAsync($"removed {leak.Word} {leak.What}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or DaemonException
                || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failures++;
                await output.WriteLineAsync($"failed to remove {leak.Word} {leak.What}: {error.Message}");
            }
        }

        return failures == 0 ? 0 : 1;
    }
}
