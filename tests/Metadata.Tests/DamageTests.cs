using Metadata.Tests.Support;
using Microsoft.Extensions.Logging;
using PluginHost.Bolt.Care;
using PluginHost.Errors;

namespace Metadata.Tests;

/// <summary>A file on which the disk has gone bad.</summary>
public sealed class DamageTests : IAsyncLifetime
{
    private TestDaemon _daemon = null!;

    public async Task InitializeAsync()
    {
        _daemon = await TestDaemon.StartAsync();
        for (int i = 0; i < 60; i++)
        {
            await _daemon.Metadata.Images(TestDaemon.In()).CreateAsync(Samples.Image($"image{i:d2}"), null, CancellationToken.None);
        }
    }

    public async Task DisposeAsync()
    {
        await _daemon.CloseAsync();
        File.Delete(_daemon.File);
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task A_damaged_page_makes_the_metadata_read_only_and_the_refusal_has_the_command_to_restore()
    {
        await _daemon.CloseAsync();
        await FlipAsync(await LeafOfAsync("image03"));
        string backup = _daemon.File + ".20260101T000000Z.bak";
        await File.WriteAllTextAsync(backup, "");

        await _daemon.OpenAsync();

        string command = $"pluginhost metadata restore --root {_daemon.Root} {backup}";
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => _daemon.Metadata.Images(TestDaemon.In()).CreateAsync(Samples.Image("new"), null, CancellationToken.None));
        Assert.Equal(ErrorKind.FailedPrecondition, error.Kind);
        Assert.StartsWith($"{_daemon.File} is damaged and open read-only ({_daemon.File}: the checksum of page ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($"; stop the daemon, then run: {command}: failed precondition", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(_daemon.File, _daemon.Context!.Meta.Exports["damage"], StringComparison.Ordinal);
        Assert.Contains(_daemon.Logger.Entries, static entry => entry.Level == LogLevel.Error && entry.Message.Contains("read-only", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_whole_in_a_damaged_file_can_be_read_and_what_is_not_is_an_error()
    {
        await _daemon.CloseAsync();
        await FlipAsync(await LeafOfAsync("image03"));
        await _daemon.OpenAsync();

        Assert.Equal("image55", (await _daemon.Metadata.Images(TestDaemon.In()).GetAsync("image55", CancellationToken.None)).Name);
        DaemonException error = await Assert.ThrowsAsync<DaemonException>(
            () => _daemon.Metadata.Images(TestDaemon.In()).GetAsync("image03", CancellationToken.None));
        Assert.EndsWith("database is damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_collected_by_a_damaged_file()
    {
        await _daemon.CloseAsync();
        await FlipAsync(await LeafOfAsync("image03"));
        await _daemon.OpenAsync();

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(() => _daemon.Metadata.CollectAsync(CancellationToken.None));
        Assert.Equal(ErrorKind.FailedPrecondition, error.Kind);
    }

    [Fact]
    public async Task A_damaged_last_commit_is_given_up_and_the_log_says_so()
    {
        await _daemon.CloseAsync();
        byte[] content = await File.ReadAllBytesAsync(_daemon.File);
        int newest = BitConverter.ToUInt64(content, 64) > BitConverter.ToUInt64(content, 4096 + 64) ? 0 : 4096;
        await FlipAsync(((int)BitConverter.ToUInt64(content, newest + 32) * 4096) + 50);

        await _daemon.OpenAsync();

        Assert.Contains(_daemon.Logger.Entries, static entry => entry.Level == LogLevel.Error
            && entry.Message.Contains("THE LAST COMMIT IS LOST", StringComparison.Ordinal));
        Assert.Equal("image58", (await _daemon.Metadata.Images(TestDaemon.In()).GetAsync("image58", CancellationToken.None)).Name);
        await Assert.ThrowsAsync<DaemonException>(() => _daemon.Metadata.Images(TestDaemon.In()).GetAsync("image59", CancellationToken.None));
        await _daemon.Metadata.Images(TestDaemon.In()).CreateAsync(Samples.Image("new"), null, CancellationToken.None);
        Assert.True(File.Exists(_daemon.File + ".damaged"));
    }

    [Fact]
    public async Task A_file_of_which_nothing_can_be_read_fails_the_plugin_with_the_command_to_restore()
    {
        await _daemon.CloseAsync();
        await FlipAsync(40);
        await FlipAsync(4096 + 40);

        DaemonException error = await Assert.ThrowsAsync<DaemonException>(_daemon.OpenAsync);
        Assert.Equal(
            $"{_daemon.File}: meta pages: checksum error; to restore a backup: "
                + $"pluginhost metadata restore --root {Path.GetDirectoryName(_daemon.Root)} BACKUP",
            error.Message);
    }

    /// <summary>Any bit of the file: the plugin opens it or says what is wrong, and never shows an image that nobody made.</summary>
    [Fact]
    public async Task No_flipped_bit_is_served_as_good()
    {
        await _daemon.CloseAsync();
        byte[] content = await File.ReadAllBytesAsync(_daemon.File);
        Random random = new(11);
        for (int i = 0; i < 60; i++)
        {
            byte[] flipped = [.. content];
            int position = random.Next(content.Length * 8);
            flipped[position / 8] ^= (byte)(1 << (position % 8));
            await File.WriteAllBytesAsync(_daemon.File, flipped);
            try
            {
                await _daemon.OpenAsync();
                IReadOnlyList<string> names = [.. (await _daemon.Metadata.Images(TestDaemon.In()).ListAsync([], CancellationToken.None)).Select(static image => image.Name)];

                // A meta page or the last commit can be lost, which the log tells; nothing else may be missing.
                Assert.Equal(Enumerable.Range(0, names.Count).Select(static number => $"image{number:d2}"), names);
                Assert.InRange(names.Count, _daemon.Logger.Entries.Any(static entry => entry.Level >= LogLevel.Warning) ? 59 : 60, 60);
            }
            catch (DaemonException e)
            {
                Assert.StartsWith(_daemon.File, e.Message, StringComparison.Ordinal);
            }

            await _daemon.CloseAsync();
        }

        await File.WriteAllBytesAsync(_daemon.File, content);
    }

    private async Task FlipAsync(int position)
    {
        byte[] content = await File.ReadAllBytesAsync(_daemon.File);
        content[position] ^= 4;
        await File.WriteAllBytesAsync(_daemon.File, content);
    }

    /// <summary>Where a record lies in a page that the last state and the one before have in common.</summary>
    private async Task<int> LeafOfAsync(string image)
    {
        byte[] content = await File.ReadAllBytesAsync(_daemon.File);
        byte[] name = System.Text.Encoding.UTF8.GetBytes(Samples.DigestOf(image).ToString());
        for (int position = content.AsSpan().IndexOf(name); position >= 0;)
        {
            byte[] probe = [.. content];
            probe[position] ^= 4;
            await File.WriteAllBytesAsync(_daemon.File, probe);
            InspectionReport report = Inspection.Run(_daemon.File, TimeSpan.FromSeconds(30), CancellationToken.None);
            await File.WriteAllBytesAsync(_daemon.File, content);
            if (report.Last.Damage.Count > 0 && report.Previous.Damage.Count > 0)
            {
                return position;
            }

            int next = content.AsSpan(position + 1).IndexOf(name);
            position = next < 0 ? -1 : position + 1 + next;
        }

        throw new InvalidOperationException($"no page of both states has {image}");
    }
}
