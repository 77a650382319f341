using System.ComponentModel;
using System.Diagnostics;

namespace PluginHost.Linux;

/// <summary>Programs of the system that do one thing and end, such as <c>mkfs.ext4</c>.</summary>
public static class ToolProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed, on both streams.</returns>
    /// <exception cref="IOException">It can't be started, fails, or does not end in time, upon which it is killed.</exception>
    public static string Run(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        using Process process = Start(program, arguments, input: false);
        PrintedLines output = new(process);
        if (!process.WaitForExit(limit))
        {
            process.Kill();
            throw new IOException($"{program} did not end within {limit.TotalSeconds} seconds and was killed");
        }

        // Without a limit it waits for the streams too.
        process.WaitForExit();

        return Checked(program, process.ExitCode, output.Text);
    }

    /// <summary>Runs a program to its end, with a stream as its standard input.</summary>
    /// <param name="program">Its name, looked for in PATH.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads; null for nothing. A program need not read it to the end.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <returns>What it printed, on both streams.</returns>
    /// <exception cref="IOException">It can't be started or fails; or the input can't be read.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, Stream? input, CancellationToken cancellationToken)
    {
        using Process process = Start(program, arguments, input is not null);
        PrintedLines output = new(process);
        try
        {
            if (input is not null)
            {
                await FeedAsync(process, input, cancellationToken);
            }

            await process.WaitForExitAsync(cancellationToken);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        return Checked(program, process.ExitCode, output.Text);
    }

    // A program that ends early closes its input; what it ended with says more than the broken pipe.
    private static async Task FeedAsync(Process process, Stream input, CancellationToken cancellationToken)
    {
        const int BlockSize = 128 * 1024;
        byte[] block = new byte[BlockSize];
        Stream target = process.StandardInput.BaseStream;
        int length;
        while ((length = await input.ReadAsync(block, cancellationToken)) > 0)
        {
            if (!await TryWriteAsync(target, block.AsMemory(0, length), cancellationToken))
            {
                return;
            }
        }

        target.Close();
    }

    private static async Task<bool> TryWriteAsync(Stream target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await target.WriteAsync(bytes, cancellationToken);

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Checked(string program, int exitCode, string output)
        => exitCode == 0 ? output : throw new IOException($"{program} ended with code {exitCode}: {output.Trim()}");

    private static Process Start(string program, IReadOnlyList<string> arguments, bool input)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = input,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start) ?? throw new IOException($"{program} was not started");
        }
        catch (Win32Exception exception)
        {
            throw new IOException($"{program} can't be started ({exception.Message}): is it installed?", exception);
        }
    }

    private sealed class PrintedLines
    {
        // More than a program that works prints, and enough of one that fails.
        private const int Limit = 64 * 1024;
        private readonly System.Text.StringBuilder _text = new();

        public PrintedLines(Process process)
        {
            process.OutputDataReceived += (_, line) => Add(line.Data);
            process.ErrorDataReceived += (_, line) => Add(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        private void Add(string? line)
        {
            lock (_text)
            {
                if (line is not null && _text.Length + line.Length < Limit)
                {
                    _text.Append(line).Append('\n');
                }
            }
        }
    }
}
