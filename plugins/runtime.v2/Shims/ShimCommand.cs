using System.Diagnostics;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>Runs a shim binary for a short command (<c>start</c>, <c>delete</c>, <c>-info</c>) and collects what it prints.</summary>
internal static class ShimCommand
{
    private const int OutputLimit = 1 << 20;

    /// <summary>What a command printed and how it ended.</summary>
    internal sealed record Result(int ExitCode, byte[] Output, byte[] Errors);

    /// <summary>Runs to the end; kills the program when the token fires first.</summary>
    public static async Task<Result> RunAsync(
        string binary,
        IEnumerable<string> arguments,
        string workingDirectory,
        IEnumerable<KeyValuePair<string, string>> variables,
        ReadOnlyMemory<byte> input,
        CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(binary, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;

        // A process that is disposed of leaves the pipes that were asked for open until the collector finds them.
        await using Stream outputPipe = process.StandardOutput.BaseStream;
        await using Stream errorPipe = process.StandardError.BaseStream;
        await using Stream inputPipe = process.StandardInput.BaseStream;
        try
        {
            Task<byte[]> output = ReadAsync(outputPipe, cancellationToken);
            Task<byte[]> errors = ReadAsync(errorPipe, cancellationToken);
            await WriteAsync(inputPipe, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(input, cancellationToken);
            await stream.DisposeAsync();
        }
        catch (IOException)
        {
            // A shim that does not read its standard input may have closed it; how it ends tells the rest.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        using MemoryStream collected = new();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (collected.Length < OutputLimit)
            {
                collected.Write(buffer, 0, count);
            }
        }

        return collected.ToArray();
    }
}
