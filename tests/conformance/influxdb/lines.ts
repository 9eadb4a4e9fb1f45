const BEGIN_S = 1_600_000_000; // 2020-09-13T12:26:40Z, 40 s into a minute

const at = (seconds: number): string => `${BEGIN_S + seconds}000000000`;

/**
 * Three machines of two lines, every ten seconds, with a gap, and one without a line. Never two at the same time: InfluxDB
 * gives rows of several series that have the same time in no order that one could rely on.
 */
export const MACHINES: readonly string[] = [
  `machine,line=a,machine=m1 temp=20.5,rpm=1000i,ok=true,note="start" ${at(0)}`,
  `machine,line=a,machine=m1 temp=21,rpm=1010i,ok=true ${at(10)}`,
  `machine,line=a,machine=m1 temp=22.25,rpm=990i,ok=false,note="dip" ${at(20)}`,
  `machine,line=a,machine=m1 temp=21.5,rpm=1005i,ok=true ${at(30)}`,
  `machine,line=a,machine=m1 temp=23,rpm=1020i,ok=true ${at(50)}`,
  `machine,line=a,machine=m2 temp=30,rpm=500i,ok=true ${at(2)}`,
  `machine,line=a,machine=m2 temp=31.5,rpm=510i ${at(12)}`,
  `machine,line=a,machine=m2 temp=29.75,rpm=505i,ok=false,note="noise" ${at(32)}`,
  `machine,line=a,machine=m2 temp=30.5 ${at(42)}`,
  `machine,line=b,machine=m3 temp=-1.5,rpm=0i,ok=false ${at(5)}`,
  `machine,line=b,machine=m3 temp=0,rpm=100i,ok=true,note="warm" ${at(25)}`,
  `machine,line=b,machine=m3 temp=1.5,rpm=200i,ok=true ${at(45)}`,
  `machine,machine=m4 temp=5 ${at(15)}`,
  `states,machine=m1 state="running",code=1i ${at(1)}`,
  `states,machine=m1 state="stopped",code=2i ${at(21)}`,
  `states,machine=m3 state="running",code=1i ${at(31)}`,
];

/** One series with values that rise, fall and repeat, one per second. */
export const SAMPLES: readonly string[] = [3, 8, 8, 2, 5, 11, 5, 5, 9, 1, 4, 7].map(
  (value, index) => `sample,unit=x value=${value},whole=${value * 10}i ${at(index)}`,
);
