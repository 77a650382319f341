using System.Text;
using PluginHost.Linux;
using PluginHost.Testing.Daemons;

namespace Interop.Tests;

/// <summary>Types a session's commands at a daemon, in order, and keeps what came back.</summary>
internal sealed class SessionRunner(TestDaemon daemon, string workDirectory, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan StepLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, BackgroundCommand> _background = [];
    private readonly List<StepResult> _results = [];
    private int _marks;

    /// <summary>Runs all steps; a step that fails does not end the session, because a person would go on too.</summary>
    public async Task<IReadOnlyList<StepResult>> RunAsync(IReadOnlyList<Step> steps)
    {
        foreach (Step step in steps)
        {
            if (await RunAsync(step) is { } result)
            {
                _results.Add(result);
            }
        }

        return _results;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BackgroundCommand command in _background.Values)
        {
            await command.DisposeAsync();
        }
    }

    private async Task<StepResult?> RunAsync(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Command:
                return Result(step, await Shell(step.Command, Input(step)).RunAsync(CancellationToken.None));
            case StepKind.Terminal:
                Terminal terminal = new(step.Command, environment) { WorkingDirectory = workDirectory, Timeout = StepLimit };

                return Result(step, await terminal.RunAsync(step.Typed));
            case StepKind.Background:
                _background.Add(step.Name, new BackgroundCommand(Shell("exec " + step.Command, default)));

                return null;
            case StepKind.Subscribed:
                return await MarkAsync(step, _background[step.Name]);
            case StepKind.Events:
                return await EndEventsAsync(step);
            case StepKind.Join:
                return await JoinAsync(step);
            case StepKind.Until:
                return await UntilAsync(step);
            case StepKind.Setup:
                CommandResult setup = await Shell(step.Command, Input(step)).RunAsync(CancellationToken.None);

                return setup.ExitCode == 0 ? null : Result(step, setup);
            default:
                await RestartAsync(step);

                return null;
        }
    }

    private async Task<StepResult> JoinAsync(Step step)
    {
        _background.Remove(step.Name, out BackgroundCommand? command);
        int exitCode = await command!.EndAsync(StepLimit);
        StepResult result = Result(step, exitCode, command.Output, command.Error);
        await command.DisposeAsync();

        return result;
    }

    private async Task<StepResult> EndEventsAsync(Step step)
    {
        StepResult? late = await MarkAsync(step, _background[step.Name]);
        _background[step.Name].Signal(Signals.SIGTERM);
        StepResult result = await JoinAsync(step);

        return late ?? result with { ExitCode = 0 };
    }

    /// <summary>An event stream has no prompt: labels a namespace that nobody uses until the stream shows that label.</summary>
    private async Task<StepResult?> MarkAsync(Step step, BackgroundCommand events)
    {
        DateTimeOffset limit = DateTimeOffset.UtcNow + StepLimit;
        while (DateTimeOffset.UtcNow < limit)
        {
            string mark = $"mark-{++_marks}.";
            await Shell($"ctr namespaces label {Normaliser.SyncNamespace} mark={mark}", default).RunAsync(CancellationToken.None);
            for (int wait = 0; wait < 5; wait++)
            {
                if (events.Output.Contains(mark, StringComparison.Ordinal))
                {
                    return null;
                }

                await Task.Delay(PollInterval);
            }
        }

        return Result(step, CommandResult.TimedOut, "the event stream does not show what is published\n" + events.Output, events.Error);
    }

    private async Task<StepResult?> UntilAsync(Step step)
    {
        DateTimeOffset limit = DateTimeOffset.UtcNow + StepLimit;
        CommandResult last;
        do
        {
            last = await Shell(step.Command, default).RunAsync(CancellationToken.None);
            if (last.ExitCode == 0)
            {
                return null;
            }

            await Task.Delay(PollInterval);
        }
        while (DateTimeOffset.UtcNow < limit);

        return Result(step, last);
    }

    private async Task RestartAsync(Step step)
    {
        await (step.Command switch
        {
            "restart" => daemon.StopAsync(),
            "kill" => daemon.KillAsync(),
            _ => throw new FormatException($"{step}: the daemon can be told restart or kill"),
        });
        await daemon.StartAsync();
    }

    private Command Shell(string command, byte[]? input) => new("/bin/sh", ["-c", command])
    {
        Environment = environment,
        WorkingDirectory = workDirectory,
        Input = input,
        Timeout = StepLimit,
    };

    private static byte[]? Input(Step step) => step.Typed.Count == 0 ? null : Encoding.UTF8.GetBytes(string.Join('\n', step.Typed) + "\n");

    private static StepResult Result(Step step, CommandResult result) => Result(step, result.ExitCode, result.Text, result.Error);

    private static StepResult Result(Step step, int exitCode, string output, string error)
        => new(step, exitCode, Normaliser.Normalise(output, step.AnyOrder), Normaliser.Normalise(error, step.AnyOrder));
}
