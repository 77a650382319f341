using System.Text;

namespace PluginHost.Testing;

/// <summary><c>ctr</c> on the daemon that listens at an address.</summary>
/// <param name="address">Path of the socket.</param>
/// <param name="programs">Directory of the <c>ctr</c> to use, if not the installed one.</param>
public sealed class Ctr(string address, string? programs = null)
{
    private readonly string _program = Tools.Get("ctr", programs);

    /// <summary>What <c>ctr</c> has to be told, for tests that start it themselves.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["CONTAINERD_ADDRESS"] = address,
        ["TZ"] = "UTC",
        ["LC_ALL"] = "C",
    };

    /// <summary>Runs <c>ctr</c> with an empty standard input.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => RunWithInputAsync(default, arguments);

    /// <summary>Runs <c>ctr</c> and expects success.</summary>
    /// <exception cref="CommandFailedException">It failed.</exception>
    public async Task<CommandResult> OkAsync(params string[] arguments) => (await RunAsync(arguments)).Checked();

    /// <summary>Runs <c>ctr</c> with bytes on standard input.</summary>
    public Task<CommandResult> RunWithInputAsync(ReadOnlyMemory<byte> input, params string[] arguments)
        => Command(input, arguments).RunAsync(CancellationToken.None);

    /// <summary>Runs <c>ctr</c> on a terminal; each line is typed when the program shows the prompt.</summary>
    public Task<CommandResult> RunOnTerminalAsync(string prompt, IReadOnlyList<string> typed, params string[] arguments)
        => new Terminal(Quoted(arguments), Environment) { Prompt = prompt }.RunAsync(typed);

    /// <summary><c>ctr</c>, to be started.</summary>
    public Command Command(ReadOnlyMemory<byte> input, params string[] arguments)
        => new(_program, arguments) { Environment = Environment, Input = input };

    private string Quoted(IEnumerable<string> arguments)
    {
        StringBuilder line = new(_program);
        foreach (string argument in arguments)
        {
            line.Append(" '").Append(argument.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        }

        return line.ToString();
    }
}
