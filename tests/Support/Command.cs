using System.Diagnostics;
using System.Text;

namespace PluginHost.Testing;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
public sealed class Command(string program, IEnumerable<string> arguments)
{
    /// <summary>The time a command has before it is killed, unless the test says otherwise.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(60);

    private readonly List<string> _arguments = [.. arguments];

    /// <summary>Variables on top of the test's own environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it runs; the test's directory by default.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Fed to standard input, which is then closed.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>After this time the process and its children are killed.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Runs <paramref name="tool"/> with arguments and default settings.</summary>
    public static Task<CommandResult> RunAsync(string tool, params string[] arguments)
        => new Command(Tools.Get(tool), arguments).RunAsync(CancellationToken.None);

    /// <summary>The same command with one more variable.</summary>
    public Command With(string variable, string value)
        => Copy(new Dictionary<string, string>(Environment) { [variable] = value }, Timeout);

    /// <summary>The same command with another time limit.</summary>
    public Command Within(TimeSpan timeout) => Copy(Environment, timeout);

    /// <summary>The process with redirected streams, started. For tests that need it while it runs.</summary>
    public Process Start()
    {
        ProcessStartInfo start = new(program, _arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory ?? string.Empty,
        };
        foreach ((string name, string value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    /// <summary>Runs the program to its end.</summary>
    /// <returns>What it printed and its exit code; <see cref="CommandResult.TimedOut"/> if it had to be killed.</returns>
    public async Task<CommandResult> RunAsync(CancellationToken cancellationToken)
    {
        using Process process = Start();
        Task input = FeedAsync(process);
        Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream);
        Task<byte[]> error = ReadAsync(process.StandardError.BaseStream);
        int exitCode = await EndAsync(process, cancellationToken);
        await input;

        return new CommandResult($"{Path.GetFileName(program)} {string.Join(' ', _arguments)}", exitCode, await output,
            Encoding.UTF8.GetString(await error));
    }

    private Command Copy(IReadOnlyDictionary<string, string> environment, TimeSpan timeout) => new(program, _arguments)
    {
        Environment = environment,
        WorkingDirectory = WorkingDirectory,
        Input = Input,
        Timeout = timeout,
    };

    private async Task<int> EndAsync(Process process, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);

            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();

            return CommandResult.TimedOut;
        }
    }

    /// <summary>A program may end before it read everything; the broken pipe is its business, not the test's.</summary>
    private async Task FeedAsync(Process process)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Input);
            process.StandardInput.Close();
        }
        catch (IOException) when (!Input.IsEmpty)
        {
            return;
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using MemoryStream bytes = new();
        await stream.CopyToAsync(bytes);

        return bytes.ToArray();
    }
}
