using Grpc.Core;
using PluginHost.Bolt.Care;
using PluginHost.Plugins.Metadata.Storage;
using PluginHost.Proto.Services.MetadataV1;

namespace PluginHost.Plugins.Metadata.Service;

internal sealed class MetadataFileService(Func<FileCare> care) : MetadataFile.MetadataFileBase
{
    public override async Task<CheckResponse> Check(CheckRequest request, ServerCallContext context)
    {
        FileCare file = care();
        StateReport report = await file.CheckAsync(context.CancellationToken);
        return new CheckResponse
        {
            Path = file.Path,
            Transaction = report.TransactionId ?? 0,
            PageSize = report.PageSize,
            FileBytes = report.FileBytes,
            FreeBytes = report.FreeBytes,
            Damage = { report.Damage },
            Oddities = { report.Oddities },
        };
    }

    public override async Task<BackupResponse> Backup(BackupRequest request, ServerCallContext context)
    {
        BackupReport report = await care().BackupAsync(request.Path, context.CancellationToken);
        return new BackupResponse { Path = report.Path, Transaction = report.TransactionId, FileBytes = report.FileBytes };
    }
}
