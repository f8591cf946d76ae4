namespace MlNetDeep;

/// <summary>
/// The option may differ between a run and the one that resumes it: it does not change the course of training, or the
/// checkpoint holds it elsewhere.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnyCourseAttribute : Attribute;
