package demo

import (
	"fmt"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// cronJob is a schedule and the jobs that it has run so far.
type cronJob struct {
	owner    *workload // whose image the jobs run
	name     string
	schedule string
	every    time.Duration
}

func cronJobs(w *workload) []cronJob {
	return []cronJob{
		{w, w.name + "-cleanup", "*/15 * * * *", 15 * time.Minute},
		{w, w.name + "-export", "0 * * * *", time.Hour},
	}
}

func cronJobObject(j cronJob, now time.Time) *batchv1.CronJob {
	m := meta("CronJob", j.owner.namespace, j.name, j.owner.created)
	m.Labels = appLabels(j.owner)
	return &batchv1.CronJob{ObjectMeta: m,
		Spec: batchv1.CronJobSpec{
			Schedule: j.schedule, ConcurrencyPolicy: batchv1.ForbidConcurrent, Suspend: new(false),
			JobTemplate:                batchv1.JobTemplateSpec{Spec: jobSpec(j)},
			SuccessfulJobsHistoryLimit: new(int32(3)), FailedJobsHistoryLimit: new(int32(1)),
		},
		Status: batchv1.CronJobStatus{
			LastScheduleTime:   new(metav1.NewTime(now.Truncate(j.every))),
			LastSuccessfulTime: new(metav1.NewTime(now.Truncate(j.every).Add(40 * time.Second))),
		},
	}
}

// jobObject is the schedule's run at that time, long done.
func jobObject(j cronJob, at time.Time) *batchv1.Job {
	m := meta("Job", j.owner.namespace, fmt.Sprintf("%s-%d", j.name, at.Unix()/60), at)
	m.Labels, m.Generation = appLabels(j.owner), 1
	m.Annotations = map[string]string{"batch.kubernetes.io/cronjob-scheduled-timestamp": at.Format(time.RFC3339)}
	m.OwnerReferences = ownedBy("batch/v1", "CronJob", j.owner.namespace, j.name)
	done := metav1.NewTime(at.Add(40 * time.Second))
	return &batchv1.Job{ObjectMeta: m, Spec: jobSpec(j), Status: batchv1.JobStatus{
		Conditions: []batchv1.JobCondition{{
			Type: batchv1.JobComplete, Status: corev1.ConditionTrue, LastProbeTime: done, LastTransitionTime: done,
			Reason: batchv1.JobReasonCompletionsReached, Message: "Reached expected number of succeeded pods",
		}},
		StartTime: new(metav1.NewTime(at)), CompletionTime: &done, Succeeded: 1, Ready: new(int32(0)),
	}}
}

func jobSpec(j cronJob) batchv1.JobSpec {
	template := podTemplate(j.owner.current())
	template.Spec.RestartPolicy = corev1.RestartPolicyNever
	return batchv1.JobSpec{
		Parallelism: new(int32(1)), Completions: new(int32(1)), BackoffLimit: new(int32(6)),
		CompletionMode: new(batchv1.NonIndexedCompletion), Template: template,
	}
}
