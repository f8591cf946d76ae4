#region usings
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep;
#endregion

#region app
const int mostBytes = 5_000_000;
WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<PhotoModel>();
builder.Services.AddRateLimiter(limits =>
{
    limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
    limits.AddConcurrencyLimiter("scoring", limit => (limit.PermitLimit, limit.QueueLimit) = (Environment.ProcessorCount, 100));
});
WebApplication app = builder.Build();
app.UseRateLimiter();
app.Services.GetRequiredService<PhotoModel>();      // now, not with the first request

app.MapPost("/classify", async (Stream body, PhotoModel model, CancellationToken cancellation) =>
{
    using var photo = new MemoryStream();
    await body.CopyToAsync(photo, cancellation);
    try
    {
        PhotoPrediction prediction = model.Predict(photo.ToArray());
        return Results.Ok(new { Label = prediction.PredictedLabel, Probability = prediction.Score.Max() });
    }
    catch (ImageFileException error)
    {
        return Results.Problem(error.Message, statusCode: StatusCodes.Status415UnsupportedMediaType);
    }
}).WithMetadata(new RequestSizeLimitAttribute(mostBytes)).RequireRateLimiting("scoring");

app.Run();
#endregion

#region model
/// <summary>One model for all requests, engines from a pool, and a new model when the file is replaced.</summary>
public sealed class PhotoModel : IDisposable
{
    private readonly MLContext _context = new();
    private readonly string _path;
    private readonly ILogger<PhotoModel> _log;
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly PhysicalFileProvider _folder;
    private readonly IDisposable _watch;
    private ITransformer _model;
    private ObjectPool<PredictionEngine<UploadedPhoto, PhotoPrediction>> _engines;

    public PhotoModel(IConfiguration configuration, ILogger<PhotoModel> log)
    {
        _log = log;
        _path = Path.GetFullPath(configuration["Model"] ?? "photos.zip");
        (_model, _engines) = Load();
        _folder = new PhysicalFileProvider(Path.GetDirectoryName(_path)!);
        _watch = ChangeToken.OnChange(() => _folder.Watch(Path.GetFileName(_path)), Reload);
    }

    // Any number of threads at once; an engine serves one of them at a time.
    public PhotoPrediction Predict(byte[] photo)
    {
        _lock.EnterReadLock();
        try
        {
            PredictionEngine<UploadedPhoto, PhotoPrediction> engine = _engines.Get();
            try
            {
                return engine.Predict(new UploadedPhoto { Image = photo });
            }
            finally
            {
                _engines.Return(engine);
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _folder.Dispose();
        Release(_model, _engines);
        _lock.Dispose();
    }

    private (ITransformer Model, ObjectPool<PredictionEngine<UploadedPhoto, PhotoPrediction>> Engines) Load()
    {
        ITransformer model = _context.DeepLearning.LoadModel(_path, out _);
        return (model, new DefaultObjectPoolProvider().Create(new Engines(_context, model)));
    }

    private void Reload()
    {
        try
        {
            var (model, engines) = Load();
            // The last prediction of the old model has ended when the lock is ours.
            _lock.EnterWriteLock();
            try
            {
                (model, _model, engines, _engines) = (_model, model, _engines, engines);
            }
            finally
            {
                _lock.ExitWriteLock();
            }
            Release(model, engines);
            _log.LogInformation("{Path} was loaded anew.", _path);
        }
        catch (DeepLearningException error)
        {
            _log.LogWarning("The old model stays: {Problem}", error.Message);
        }
    }

    private static void Release(ITransformer model, ObjectPool<PredictionEngine<UploadedPhoto, PhotoPrediction>> engines)
    {
        (engines as IDisposable)?.Dispose();
        (model as IDisposable)?.Dispose();
    }

    // The model belongs to all engines: none may dispose it.
    private sealed class Engines(MLContext context, ITransformer model) : PooledObjectPolicy<PredictionEngine<UploadedPhoto, PhotoPrediction>>
    {
        public override PredictionEngine<UploadedPhoto, PhotoPrediction> Create() =>
            context.Model.CreatePredictionEngine<UploadedPhoto, PhotoPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false });

        public override bool Return(PredictionEngine<UploadedPhoto, PhotoPrediction> obj) => true;
    }
}
#endregion

#region rows
/// <summary>A photo as it was uploaded, in place of the path that the model was trained with.</summary>
public sealed class UploadedPhoto
{
    [ColumnName("ImagePath")]
    public byte[] Image { get; set; } = [];

    public string Label { get; set; } = "";
}

/// <summary>What the model says.</summary>
public sealed class PhotoPrediction
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
#endregion
